package keyfile

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"
)

const words = "invented words only for tests"

const cheap = 2

func day() time.Time { return time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC) }

func made(t *testing.T, role Role) (Key, []byte) {
	t.Helper()
	k, err := New(role, strings.NewReader(strings.Repeat("s", 32)), day())
	if err != nil {
		t.Fatal(err)
	}
	data, err := k.Seal(words, cheap)
	if err != nil {
		t.Fatal(err)
	}
	return k, data
}

func TestSealAndOpen(t *testing.T) {
	for _, role := range []Role{Root, Online} {
		k, data := made(t, role)
		f, err := Parse(data)
		if err != nil || !f.Locked() || f.Role != role || f.Made != "2026-11-24" || f.String() != k.String() {
			t.Fatalf("%+v, %v", f, err)
		}
		got, err := f.Open(words)
		if err != nil || !got.private.Equal(k.private) || got.Role != role {
			t.Fatalf("%v, %v", got, err)
		}
		s, err := got.Signer()
		if err != nil {
			t.Fatal(err)
		}
		sig, err := s.SignMessage(strings.NewReader("text"))
		if err != nil || !ed25519.Verify(f.Key, []byte("text"), sig) {
			t.Errorf("%x, %v", sig, err)
		}
		// What an editor of Windows makes of it is read too.
		crlf, err := Parse(bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := crlf.Open(words); err != nil {
			t.Errorf("with other line ends: %v", err)
		}
	}
}

// The secret stands neither in the file nor in what is printed of a key.
func TestNoSecretInTheOpen(t *testing.T) {
	k, data := made(t, Root)
	seed := hex.EncodeToString(k.private.Seed())
	for name, text := range map[string]string{
		"file": string(data), "%v": fmt.Sprintf("%v", k), "%+v": fmt.Sprintf("%+v", k), "%#v": fmt.Sprintf("%#v", k), "public": string(k.Bytes()),
	} {
		if strings.Contains(text, seed) || strings.Contains(text, "sssss") || strings.Contains(text, "115, 115") {
			t.Errorf("%s shows the secret: %s", name, text)
		}
	}
	if bytes.Count(data, []byte(words)) > 0 {
		t.Error("the passphrase stands in the file")
	}
}

// A seed of RFC 8032, section 7.1, test 1.
func TestSeed(t *testing.T) {
	seed, _ := hex.DecodeString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
	k, err := New(Online, bytes.NewReader(seed), day())
	if err != nil || hex.EncodeToString(k.Key) != "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a" {
		t.Errorf("%x, %v", k.Key, err)
	}
	if _, err := New(Online, strings.NewReader("too short"), day()); err == nil {
		t.Error("a key of too little chance was made")
	}
	if _, err := New("boss", bytes.NewReader(seed), day()); err == nil {
		t.Error("a key of no role was made")
	}
}

// The program age opens the second half on its own.
func TestAgeOpensIt(t *testing.T) {
	k, data := made(t, Root)
	id, err := age.NewScryptIdentity(words)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(data[bytes.Index(data, []byte(armor.Header)):])), id)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil || !strings.Contains(b.String(), "secret: "+hex.EncodeToString(k.private.Seed())) {
		t.Errorf("%v", err)
	}
}

func TestRefused(t *testing.T) {
	k, data := made(t, Online)
	text := string(data)
	other, err := New(Online, strings.NewReader(strings.Repeat("o", 32)), day())
	if err != nil {
		t.Fatal(err)
	}
	half := func(s string) string { return s[:strings.Index(s, "-----BEGIN")+200] }
	for name, test := range map[string]struct {
		text, passphrase string
		want             error
	}{
		"another passphrase": {text, words + ".", ErrPassphrase},
		"no passphrase":      {text, "", ErrPassphrase},
		"another role":       {strings.Replace(text, "role: online", "role: root", 1), words, ErrDamaged},
		"another day":        {strings.Replace(text, "2026-11-24", "2026-11-25", 1), words, ErrDamaged},
		"another's public":   {strings.Replace(text, hex.EncodeToString(k.Key), hex.EncodeToString(other.Key), 1), words, ErrDamaged},
		"no such role":       {strings.Replace(text, "role: online", "role: boss", 1), words, ErrDamaged},
		"a short key":        {strings.Replace(text, hex.EncodeToString(k.Key), "abcd", 1), words, ErrDamaged},
		"cut":                {half(text), words, ErrDamaged},
		"one letter":         {strings.Replace(text, "2026-11-24\n\n-----BEGIN AGE ENCRYPTED FILE-----\nY", "2026-11-24\n\n-----BEGIN AGE ENCRYPTED FILE-----\nZ", 1), words, ErrDamaged},
		"public half":        {string(k.Bytes()), words, ErrPublic},
		"not locked":         {string(k.Bytes()) + "\nsecret: 00\n", words, ErrDamaged},
		"another line":       {strings.Replace(text, "made:", "note: x\nmade:", 1), words, ErrDamaged},
		"nothing":            {"", words, ErrForeign},
		"a pack":             {"SQLite format 3\x00", words, ErrForeign},
		"a later format":     {strings.Replace(text, "neem key 1", "neem key 2", 1), words, ErrForeign},
		"endless":            {text + strings.Repeat("\n", MaxBytes), words, ErrForeign},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Parse([]byte(test.text))
			if err == nil {
				_, err = f.Open(test.passphrase)
			}
			if !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
	if _, err := k.Seal("short", cheap); err == nil {
		t.Error("a short passphrase was taken")
	}
	if _, err := k.Seal(words, maxCost+1); err == nil {
		t.Error("a file was made that nobody opens")
	}
}

func FuzzParse(f *testing.F) {
	k, err := New(Root, strings.NewReader(strings.Repeat("s", 32)), day())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(k.Bytes())
	sealed, err := k.Seal(words, cheap)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Parse(data)
		if err != nil {
			if !errors.Is(err, ErrForeign) && !errors.Is(err, ErrDamaged) {
				t.Errorf("%v", err)
			}
			return
		}
		if !bytes.HasPrefix(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), got.Bytes()) {
			t.Errorf("%q was read as %q", data, got.Bytes())
		}
	})
}
