package version

import "testing"

func TestLine(t *testing.T) {
	defer func() { number, commit = "", "" }()
	for _, c := range []struct{ number, commit, want string }{
		{"", "", "neem unversioned"},
		{"0.1.0", "", "neem 0.1.0"},
		{"0.1.0", "0123456789ab+", "neem 0.1.0 (0123456789ab+)"},
	} {
		number, commit = c.number, c.commit
		if got := Line("neem"); got != c.want {
			t.Errorf("%q %q: %q", c.number, c.commit, got)
		}
	}
}
