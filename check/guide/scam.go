package guide

import (
	"io/fs"
	"slices"

	"neem/check/guide/factfile"
)

// A Want is what a stranger asks for. The words are messages "want.<want>".
type Want string

// The wants.
const (
	WantCode  Want = "code"  // an OTP, a PIN, a CVV
	WantApp   Want = "app"   // install an app, share the screen
	WantLink  Want = "link"  // open a link
	WantPay   Want = "pay"   // send money
	WantPIN   Want = "pin"   // enter the UPI PIN or scan a code to get money
	WantStay  Want = "stay"  // stay on the call, tell nobody
	WantDial  Want = "dial"  // dial a code with * or #
	WantPaper Want = "paper" // show an identity paper, give a fingerprint
	WantVideo Want = "video" // a video call, pictures
)

// Wants lists the wants in the order in which to ask for them.
func Wants() []Want {
	return []Want{WantCode, WantApp, WantLink, WantPay, WantPIN, WantStay, WantDial, WantPaper, WantVideo}
}

// A Scam is a way in which criminals cheat. Its words are messages
// "scam.<id>.title", ".what", ".signs", ".do" and ".never".
type Scam struct {
	ID     string   `toml:"id"`
	Uses   []string `toml:"uses"`   // data classes that make it convincing
	Wants  []Want   `toml:"wants"`  // what the criminals ask for
	Nevers []string `toml:"nevers"` // of what never to do, that which matters here
	Steps  []string `toml:"steps"`  // what to do now, after what its own words say
	Calls  []string `toml:"calls"`  // channels, the first one first
	Values
	Provenance
}

func (g *Guide) readScams(fsys fs.FS) (*factfile.File, error) {
	var data struct {
		Scam []Scam `toml:"scam"`
	}
	f, err := factfile.Read(fsys, "scams.toml", &data)
	if err != nil {
		return nil, err
	}
	g.scams = data.Scam
	ids := newIDs(f)
	for i, s := range data.Scam {
		at := factfile.At("scam", i)
		ids.check(at, s.ID)
		g.CheckProvenance(f, at, s.Provenance)
		s.Values.check(f, at, func(string) bool { return false }, s.Checked)
		if len(s.Uses) == 0 || len(s.Nevers) == 0 || len(s.Steps) == 0 || len(s.Calls) == 0 {
			f.Fault(at, "scam %q should say what it uses, what never to do, what to do and whom to call", s.ID)
		}
		g.checkClasses(f, at+".uses", s.Uses)
		for _, w := range s.Wants {
			if !slices.Contains(Wants(), w) {
				f.Unknown(at+".wants", "unknown want %q", w)
			}
		}
		for _, id := range s.Nevers {
			if _, ok := g.Never(id); !ok {
				f.Fault(at+".nevers", "unknown never %q", id)
			}
		}
		g.checkStepIDs(f, at+".steps", s.Steps)
		g.checkChannels(f, at+".calls", s.Calls)
	}
	return f, nil
}

// Scams lists the scams in the order of the file, the commonest first.
func (g *Guide) Scams() []Scam { return slices.Clone(g.scams) }

// Scam looks a scam up.
func (g *Guide) Scam(id string) (Scam, bool) {
	return find(g.scams, func(s Scam) bool { return s.ID == id })
}
