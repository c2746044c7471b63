package vault_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"neem/check"
	"neem/check/detail"
	"neem/check/store"
	"neem/check/vault"
	"neem/check/vault/vaulttest"
)

// forms returns the ways in which a text could stand in a file. Base64 has
// three, by where in a longer text it begins; only the middle is the same then.
func forms(s string) map[string][]byte {
	all := map[string][]byte{"UTF-8": []byte(s), "hex": []byte(hex.EncodeToString([]byte(s)))}
	little, big := []byte{}, []byte{}
	for _, u := range utf16.Encode([]rune(s)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	all["UTF-16LE"], all["UTF-16BE"] = little, big
	all["HEX"] = bytes.ToUpper(all["hex"])
	for shift := range 3 {
		b := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), s...))
		from, to := (shift*8+5)/6, len(b)-1
		all["base64 "+string(rune('0'+shift))] = []byte(b[from:to])
	}
	return all
}

// Nothing of anybody who is saved stands readable in any file, whatever was
// done with the vault: not in the data folder, not in temporary files, the
// cache, the home folder.
func TestOnlySealedBytes(t *testing.T) {
	root := vault.TempDir(t)
	for name, folder := range map[string]string{
		"HOME": "home", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "share", "TMPDIR": "tmp",
		"TEMP": "tmp", "TMP": "tmp", "SQLITE_TMPDIR": "tmp", "LOCALAPPDATA": "local", "APPDATA": "roaming", "USERPROFILE": "home",
	} {
		dir := filepath.Join(root, folder)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv(name, dir)
	}
	dir := filepath.Join(root, "data")
	st, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	const passphrase = "Mrkd-Phrase zebu lantern quay"
	person := vault.Person{Nickname: "Mrkd-Nickname", Details: []detail.Detail{
		parse(t, detail.Mobile, "6047219385"), parse(t, detail.Email, "mrkd.person@invented.example"),
		parse(t, detail.ID4, "7QZK"), parse(t, detail.BirthYear, "1958"), parse(t, detail.PIN3, "683"),
	}}
	// Four and three characters occur by chance in sealed bytes, but not beside
	// their names in the content.
	marked := []string{passphrase, "Mrkd-Nickname", "Mrkd-Renamed", "6047219385", "mrkd.person", "invented.example", `"7QZK"`, `"1958"`, `"683"`,
		"mrkd-list/of-invented", "mrkd-leak", `"found"`, "6047219386"}
	var secrets []string
	chain := &vaulttest.Keychain{}

	searched, held := 0, 0
	search := func(when string) {
		t.Helper()
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			searched++
			if e.Name() == filepath.Base(file(dir)) {
				held++
			}
			for _, m := range append(secrets, marked...) {
				for form, b := range forms(m) {
					if bytes.Contains(data, b) {
						t.Errorf("%s: %s holds %s in %s", when, path, m, form)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	says := lists(func(check.Query) []check.Result {
		r := result("mrkd-list/of-invented", 1, check.Found)
		r.Leak = "mrkd-leak"
		return []check.Result{r}
	})
	use := func(v *vault.Vault, unlock func(*vault.Vault) error) {
		t.Helper()
		p := save(t, v, person)
		search("saved")
		look, err := v.Look(t.Context(), says)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Seen(t.Context(), look); err != nil {
			t.Fatal(err)
		}
		search("seen")
		p.Nickname = "Mrkd-Renamed"
		p.Details = append(p.Details, parse(t, detail.Mobile, "6047219386"))
		save(t, v, p)
		other := vault.New(vault.Options{Folder: dir, Service: "neem-test", Keychain: chain})
		if err := unlock(other); err != nil {
			t.Fatal(err)
		}
		if got := nicknames(t, other); len(got) != 1 || got[0] != "Mrkd-Renamed" {
			t.Fatal(got)
		}
		_ = unlock(other)
		search("renamed")
		if err := other.Remove(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
		save(t, v, person)
		search("removed and saved again")
		if r := v.Forget(t.Context()); !r.Complete() {
			t.Errorf("%+v", r)
		}
		search("forgotten")
		if _, err := os.Stat(file(dir)); !os.IsNotExist(err) {
			t.Error("the file is there")
		}
	}
	v := vault.New(vault.Options{Folder: dir, Service: "neem-test", Keychain: chain})
	if err := v.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	chain.Change(func(s string) string {
		key, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, string(key))
		return s
	})
	use(v, func(v *vault.Vault) error { return v.Unlock(t.Context()) })
	if err := v.CreateWithPassphrase(t.Context(), passphrase); err != nil {
		t.Fatal(err)
	}
	use(v, func(v *vault.Vault) error {
		if err := v.UnlockWithPassphrase("Mrkd-Phrase zebu"); err == nil {
			t.Error("it opens with half the passphrase")
		}
		return v.UnlockWithPassphrase(passphrase)
	})
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if searched < 16 || held < 8 {
		t.Errorf("%d files were searched, the sealed one %d times", searched, held)
	}

	// The search finds what it looks for.
	for m, b := range forms("Mrkd-Nickname") {
		if !bytes.Contains(append([]byte("xx"), b...), b) || len(b) < 12 {
			t.Errorf("%s: %q", m, b)
		}
	}
	long := base64.StdEncoding.EncodeToString([]byte(`{"nickname":"Mrkd-Nickname"}`))
	found := false
	for _, b := range forms("Mrkd-Nickname") {
		found = found || bytes.Contains([]byte(long), b)
	}
	if !found {
		t.Error("the search does not find base64")
	}
}
