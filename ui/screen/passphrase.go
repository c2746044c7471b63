package screen

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/vault"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// passphraseCard lets the person choose a passphrase, and says while they type
// how hard it is to guess.
func passphraseCard(d *Desk) fyne.CanvasObject {
	k := &d.Session.Keeping
	strength := widget.Small(strengthText(d))
	k.show = func() { strength.SetText(strengthText(d)) }
	twice := widget.NewSecretField("", k.Twice, func(s string) { k.Twice, k.Fault = s, "" }, func() { createWithPassphrase(d) })
	objects := []fyne.CanvasObject{
		widget.Lead(d.text("saved.passphrase.title")),
		widget.Text(d.text("saved.passphrase.about")),
		widget.Text(d.text("saved.passphrase.lost")),
		widget.Strong(d.text("saved.passphrase.label")),
		widget.NewSecretField("", k.Passphrase, func(s string) {
			k.Passphrase, k.Fault = s, ""
			weigh(d)
		}, func() {}).Name(d.text("saved.passphrase.label")),
		strength,
		widget.Strong(d.text("saved.passphrase.twice")),
		twice.Name(d.text("saved.passphrase.twice")),
	}
	if k.Fault != "" {
		objects = append(objects, widget.Fault(theme.Icon(icons.Unknown, theme.ColorDanger), d.text(k.Fault)))
	}
	return widget.Card(objects...)
}

// passphraseField asks for the passphrase that was chosen.
func passphraseField(d *Desk) fyne.CanvasObject {
	k := &d.Session.Keeping
	return widget.NewSecretField("", k.Passphrase, func(s string) { k.Passphrase = s }, func() { unlockWithPassphrase(d) }).Name(d.text("saved.passphrase.label"))
}

// strengthText says how hard the passphrase is to guess.
func strengthText(d *Desk) string {
	k := &d.Session.Keeping
	switch {
	case k.Passphrase == "" || !k.weighed:
		return d.text("saved.passphrase.empty")
	case k.weight < vault.EnoughWeight:
		return d.text("saved.passphrase.weak", locale.Args{"n": k.weight, "all": vault.EnoughWeight})
	}
	return d.text("saved.passphrase.good")
}

// weigh weighs the passphrase in the background: the lists of leaked passwords
// are asked about its pieces.
func weigh(d *Desk) {
	k := &d.Session.Keeping
	typed := k.Passphrase
	switch {
	case k.weigh:
		return // its end looks whether more was typed
	case typed == "":
		k.weighed = false
		k.show()
		return
	}
	k.weigh = true
	var weight int
	d.Window.Work(Job{
		Quiet: true,
		Run: func(ctx context.Context, _ func(string, int64, int64)) (err error) {
			weight, err = vault.Weigh(ctx, d.Library, typed)
			return err
		},
		Done: func(err error) {
			if !k.weigh {
				return // the session ended meanwhile
			}
			k.weigh = false
			if k.Passphrase != typed {
				weigh(d)
				return
			}
			k.weight, k.weighed = weight, err == nil
			k.show()
		},
	})
}

// errWeak says that a passphrase is too easy to guess.
var errWeak = errors.New("the passphrase is too easy to guess")

// createWithPassphrase turns saving on, with a key made from the passphrase.
func createWithPassphrase(d *Desk) {
	k := &d.Session.Keeping
	typed := k.Passphrase
	if typed != k.Twice && typed != "" {
		k.Fault = "saved.passphrase.differ"
		d.Window.Refresh()
		return
	}
	once(d, Job{
		Title: d.text("saved.working"),
		Run: func(ctx context.Context, _ func(string, int64, int64)) error {
			if weight, err := vault.Weigh(ctx, d.Library, typed); err != nil {
				return err
			} else if weight < vault.EnoughWeight {
				return errWeak
			}
			return d.Vault.CreateWithPassphrase(ctx, typed)
		},
		Done: func(err error) {
			if errors.Is(err, errWeak) {
				k.Fault = "saved.passphrase.refused"
				d.Window.Refresh()
				return
			}
			opened(d, err)
		},
	})
}

// unlockWithPassphrase opens what is kept.
func unlockWithPassphrase(d *Desk) {
	typed := d.Session.Keeping.Passphrase
	once(d, Job{
		Title: d.text("saved.working"),
		Run: func(context.Context, func(string, int64, int64)) error {
			d.Vault.Lock() // an older copy is taken for what it is
			return d.Vault.UnlockWithPassphrase(typed)
		},
		Done: func(err error) { opened(d, err) },
	})
}
