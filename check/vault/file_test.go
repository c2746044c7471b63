package vault

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"neem/check/detail"
)

// opened returns a vault under a known key, with one invented person.
func opened(t testing.TB) (*Vault, []byte) {
	t.Helper()
	v := New(Options{Folder: TempDir(t)})
	key := newKey()
	v.key, v.header = key, header{protection: ByKeychain, id: newID()}
	if err := v.seal(v.header, key, &body{Counter: 1}); err != nil {
		t.Fatal(err)
	}
	d, err := detail.Parse(detail.Mobile, "6000000001")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Save(t.Context(), Person{Nickname: "Invented", Details: []detail.Detail{d}}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(v.path())
	if err != nil {
		t.Fatal(err)
	}
	return v, data
}

func put(t testing.TB, v *Vault, data []byte) {
	t.Helper()
	if err := os.WriteFile(v.path(), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Whatever byte of the file is changed, it does not open.
func TestEveryByteIsBound(t *testing.T) {
	v, data := opened(t)
	for at := range data {
		if at > 200 && at < len(data)-40 && at%997 != 0 {
			continue // the middle is all alike
		}
		bad := bytes.Clone(data)
		bad[at] ^= 1
		put(t, v, bad)
		_, err := (&Vault{folder: v.folder, key: v.key, header: v.header}).People()
		if err == nil {
			t.Fatalf("byte %d can be changed", at)
		}
	}
	for _, n := range []int{0, 1, 8, 9, 10, 55, 56, 57, 80, len(data) - 1} {
		put(t, v, data[:n])
		_, err := v.read0()
		if !errors.Is(err, &Error{Reason: Damaged}) {
			t.Errorf("cut to %d: %v", n, err)
		}
	}
	put(t, v, append(bytes.Clone(data), 0))
	if _, err := v.read0(); !errors.Is(err, &Error{Reason: Damaged}) {
		t.Error("it can be made longer:", err)
	}
}

// read0 reads without a result that tests use.
func (v *Vault) read0() (header, error) { h, _, err := v.read(); return h, err }

// What is sealed for one vault does not open in another, even under one key.
func TestSealedForOneVault(t *testing.T) {
	key := newKey()
	a, b := header{protection: ByKeychain, id: newID()}, header{protection: ByKeychain, id: newID()}
	data, err := a.sealed(key, &body{Counter: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.open(key, data[headerSize:]); err != nil {
		t.Fatal(err)
	}
	if _, err := b.open(key, data[headerSize:]); err == nil {
		t.Error("it opens in another vault")
	}
}

// An older copy in the place of the file is noticed while the program runs; at
// the next unlocking it cannot be.
func TestOlderCopy(t *testing.T) {
	v, old := opened(t)
	people, err := v.People()
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Remove(t.Context(), people[0].ID); err != nil {
		t.Fatal(err)
	}
	put(t, v, old)
	if _, err := v.People(); !errors.Is(err, &Error{Reason: OlderCopy}) {
		t.Error(err)
	}
	if err := v.Remove(t.Context(), people[0].ID); !errors.Is(err, &Error{Reason: OlderCopy}) {
		t.Error(err)
	}
	if err := v.accept(v.header, v.key); err != nil {
		t.Error(err)
	}
	if people, err := v.People(); err != nil || len(people) != 1 {
		t.Error(people, err)
	}
}

// The file is equally long for one person and for many.
func TestLengthTellsLittle(t *testing.T) {
	v, data := opened(t)
	sizes := map[int64]int{int64(len(data)): 1}
	for n := range 60 {
		d, err := detail.Parse(detail.Mobile, fmt.Sprintf("61%08d", n))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Save(t.Context(), Person{Nickname: fmt.Sprint(n), Details: []detail.Detail{d}}); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(v.path())
		if err != nil {
			t.Fatal(err)
		}
		sizes[info.Size()]++
	}
	if len(sizes) != 1 {
		t.Errorf("sizes: %v", sizes)
	}
}

func TestFull(t *testing.T) {
	h := header{protection: ByKeychain, id: newID()}
	b := &body{People: []savedPerson{{Nickname: string(bytes.Repeat([]byte{'x'}, maxBody))}}}
	if _, err := h.sealed(newKey(), b); !errors.Is(err, &Error{Reason: Full}) {
		t.Error(err)
	}
}

func TestHostileHeaders(t *testing.T) {
	good := header{protection: ByPassphrase, id: newID(), cost: newCost()}
	sealed := make([]byte, nonceSize+minBody+16)
	for _, c := range []struct {
		name   string
		change func(b []byte)
		want   Reason
	}{
		{"fine", func([]byte) {}, ""},
		{"newer", func(b []byte) { binary.BigEndian.PutUint16(b[8:], version+1) }, Newer},
		{"no version", func(b []byte) { binary.BigEndian.PutUint16(b[8:], 0) }, Damaged},
		{"no protection", func(b []byte) { b[10] = 0 }, Damaged},
		{"other protection", func(b []byte) { b[10] = 3 }, Damaged},
		{"keychain with salt", func(b []byte) { b[10] = 1 }, Damaged},
		{"other flag", func(b []byte) { b[11] = 2 }, Damaged},
		{"pending with content", func(b []byte) { b[11] = 1 }, Damaged},
		{"no id", func(b []byte) { clear(b[12:28]) }, Damaged},
		{"no passes", func(b []byte) { binary.BigEndian.PutUint32(b[28:], 0) }, Damaged},
		{"endless passes", func(b []byte) { binary.BigEndian.PutUint32(b[28:], 1<<31) }, Damaged},
		{"all memory", func(b []byte) { binary.BigEndian.PutUint32(b[32:], 1<<32-1) }, Damaged},
		{"no memory", func(b []byte) { binary.BigEndian.PutUint32(b[32:], 8) }, Damaged},
		{"no lanes", func(b []byte) { b[36] = 0 }, Damaged},
		{"many lanes", func(b []byte) { b[36] = 255 }, Damaged},
		{"in the gap", func(b []byte) { b[38] = 1 }, Damaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := append(good.encode(), sealed...)
			c.change(data)
			_, _, err := decode(data)
			if c.want == "" && err == nil || errors.Is(err, &Error{Reason: c.want}) {
				return
			}
			t.Errorf("%v, want %q", err, c.want)
		})
	}
}

// A folder, a link to nowhere or a huge file in its place.
func TestNotAFile(t *testing.T) {
	v := New(Options{Folder: TempDir(t)})
	if err := os.Mkdir(v.path(), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, _, err := v.Status(); !errors.Is(err, &Error{Reason: Damaged}) {
		t.Error(err)
	}
	if err := v.CreateWithPassphrase(t.Context(), "x"); !errors.Is(err, &Error{Reason: Damaged}) {
		t.Error(err)
	}
	if err := os.Remove(v.path()); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" {
		return // Wine follows links to nowhere without saying that there is one
	}
	if err := os.Symlink(filepath.Join(v.folder, "nowhere"), v.path()); err != nil {
		t.Skip(err)
	}
	if _, _, err := v.Status(); !errors.Is(err, &Error{Reason: Damaged}) {
		t.Error(err)
	}
}

// Whatever bytes are in the file, reading them ends, within bounds, and what is
// accepted is what would be written.
func FuzzDecode(f *testing.F) {
	pass := header{protection: ByPassphrase, id: newID(), cost: newCost()}
	f.Add(append(pass.encode(), make([]byte, nonceSize+minBody+16)...))
	f.Add(header{protection: ByKeychain, id: newID(), pending: true}.encode())
	f.Add([]byte(magic))
	key := newKey()
	f.Fuzz(func(t *testing.T, data []byte) {
		h, sealed, err := decode(data)
		if err != nil {
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Errorf("an error without a reason: %v", err)
			}
			return
		}
		if !bytes.Equal(append(h.encode(), sealed...), data) {
			t.Error("it would be written otherwise")
		}
		if h.protection == ByPassphrase && !h.cost.bearable() {
			t.Error("an unbearable cost")
		}
		if _, err := h.open(key, sealed); err == nil {
			t.Error("it opens under a key that it was not sealed with")
		}
	})
}

// The same for what is inside: somebody who has the key, or an error of ours,
// cannot crash the program.
func FuzzBody(f *testing.F) {
	f.Add([]byte(`{"counter":1,"details":1,"people":[{"id":"000102030405060708090a0b0c0d0e0f","nickname":"x","details":[{"kind":"mobile","normal":"+916000000001","looked":true,"seen":[{"pack":"a/b","answer":"found"}]}]}]}`))
	f.Add([]byte(`{"people":[{"id":"00"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := parseBody(text)
		if err != nil {
			return
		}
		for _, s := range b.People {
			p, err := s.person()
			if err != nil {
				continue
			}
			_, _ = p.Queries()
			for _, d := range s.Details {
				Compare(d.Seen, nil)
			}
		}
	})
}

// What a guess at a passphrase costs.
func BenchmarkKey(b *testing.B) {
	c := newCost()
	for b.Loop() {
		c.key("seven invented kites")
	}
}
