package manifest

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"neem/check/pack"
)

func valid() Manifest {
	return Manifest{Format: Format, ID: "example-ngo/members-2026", Edition: 7, Published: "2026-11-24", Shards: []Shard{
		{Shard: 1, Length: 123, SHA256: pack.Digest{1}, Root: pack.Digest{2}},
		{Shard: 2, Length: 456, SHA256: pack.Digest{3}, Root: pack.Digest{4}},
	}}
}

func TestRoundTrip(t *testing.T) {
	m := valid()
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(data)
	if err != nil || !reflect.DeepEqual(got, m) {
		t.Fatalf("%+v, %v", got, err)
	}
	if got.Target() != "pack/members-2026.json" || !IsTarget(got.Target()) || got.Bytes() != 579 {
		t.Errorf("%s, %d bytes", got.Target(), got.Bytes())
	}
	if want := "targets/shard/01" + strings.Repeat("0", 62) + ".neem"; got.Shards[0].Path() != want {
		t.Errorf("%s, want %s", got.Shards[0].Path(), want)
	}
	for _, target := range []string{"publisher.json", "guidance.json", "pack/x.zip", "other/x.json"} {
		if IsTarget(target) {
			t.Errorf("%s is taken for a manifest", target)
		}
	}
}

// The bytes that the two programs agree on.
func TestSpelling(t *testing.T) {
	m := valid()
	m.Shards = m.Shards[:1]
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"format":1,"id":"example-ngo/members-2026","edition":7,"published":"2026-11-24","shards":[{"shard":1,"length":123,"sha256":"01` +
		strings.Repeat("0", 62) + `","root":"02` + strings.Repeat("0", 62) + `"}]}` + "\n"
	if string(data) != want {
		t.Errorf("%s\nwant\n%s", data, want)
	}
}

func TestRefused(t *testing.T) {
	for name, change := range map[string]func(*Manifest){
		"no format":       func(m *Manifest) { m.Format = 0 },
		"newer":           func(m *Manifest) { m.Format = Format + 1 },
		"no id":           func(m *Manifest) { m.ID = "" },
		"id of one part":  func(m *Manifest) { m.ID = "members" },
		"id upwards":      func(m *Manifest) { m.ID = "example/.." },
		"id with dots":    func(m *Manifest) { m.ID = "example/a..b" },
		"id with folder":  func(m *Manifest) { m.ID = "example/a/b" },
		"id in capitals":  func(m *Manifest) { m.ID = "example/Members" },
		"id ends in dot":  func(m *Manifest) { m.ID = "example/members." },
		"long name":       func(m *Manifest) { m.ID = "example/" + strings.Repeat("a", 60) },
		"edition 0":       func(m *Manifest) { m.Edition = 0 },
		"edition too big": func(m *Manifest) { m.Edition = 1 << 53 },
		"no day":          func(m *Manifest) { m.Published = "" },
		"no such day":     func(m *Manifest) { m.Published = "2026-02-30" },
		"no shards":       func(m *Manifest) { m.Shards = nil },
		"many shards":     func(m *Manifest) { m.Shards = make([]Shard, MaxShards+1) },
		"order":           func(m *Manifest) { m.Shards[0], m.Shards[1] = m.Shards[1], m.Shards[0] },
		"a gap":           func(m *Manifest) { m.Shards[1].Shard = 3 },
		"one number":      func(m *Manifest) { m.Shards[1].Shard = 1 },
		"one file twice":  func(m *Manifest) { m.Shards[1].SHA256 = m.Shards[0].SHA256 },
		"one root twice":  func(m *Manifest) { m.Shards[1].Root = m.Shards[0].Root },
		"empty":           func(m *Manifest) { m.Shards[0].Length = 0 },
		"negative":        func(m *Manifest) { m.Shards[0].Length = -1 },
		"too long":        func(m *Manifest) { m.Shards[0].Length = MaxShard + 1 },
		"no hash":         func(m *Manifest) { m.Shards[0].SHA256 = pack.Digest{} },
		"no root":         func(m *Manifest) { m.Shards[0].Root = pack.Digest{} },
	} {
		t.Run(name, func(t *testing.T) {
			m := valid()
			change(&m)
			if _, err := m.Encode(); err == nil {
				t.Error("it was written")
			}
			data, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := Decode(data); err == nil {
				t.Errorf("it was read: %+v", got)
			}
		})
	}
}

func TestStrict(t *testing.T) {
	data, err := valid().Encode()
	if err != nil {
		t.Fatal(err)
	}
	good := strings.TrimSpace(string(data))
	for name, text := range map[string]string{
		"nothing":           "",
		"null":              "null",
		"a page":            "<html>Please log in</html>",
		"unknown field":     strings.Replace(good, `{"format"`, `{"extra":1,"format"`, 1),
		"unknown, in shard": strings.Replace(good, `"length"`, `"extra":1,"length"`, 1),
		"twice":             strings.Replace(good, `"edition":7`, `"edition":7,"edition":8`, 1),
		"twice, in shard":   strings.Replace(good, `"length":123`, `"length":123,"length":124`, 1),
		"capitals":          strings.Replace(good, `"edition"`, `"Edition"`, 1),
		"something after":   good + good,
		"cut":               good[:len(good)-1],
		"text for a number": strings.Replace(good, `"edition":7`, `"edition":"7"`, 1),
		"half an edition":   strings.Replace(good, `"edition":7`, `"edition":7.5`, 1),
		"short hash":        strings.Replace(good, `"sha256":"01`, `"sha256":"`, 1),
		"too long":          good + strings.Repeat(" ", MaxBytes),
	} {
		if got, err := Decode([]byte(text)); err == nil {
			t.Errorf("%s was read: %+v", name, got)
		}
	}
	// What a later program writes is not called damaged.
	later := strings.Replace(good, `{"format":1`, `{"extra":1,"format":2`, 1)
	if _, err := Decode([]byte(later)); !errors.Is(err, ErrNewer) {
		t.Errorf("%v", err)
	}
}

func TestPublisher(t *testing.T) {
	for name, ok := range map[string]bool{
		"Example NGO": true, "उदाहरण संस्था": true, "A & B <Trust>": true,
		"": false, " ": false, " Example": false, "See example.com": false, "Call 6000000000": false, "a\nb": false,
		strings.Repeat("a", 161): false,
	} {
		p := Publisher{Format: Format, Name: name}
		data, err := p.Encode()
		if (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
		if !ok {
			data, _ = json.Marshal(p)
		}
		got, err := DecodePublisher(data)
		if (err == nil) != ok || ok && got != p {
			t.Errorf("%q: %+v, %v", name, got, err)
		}
	}
	if _, err := DecodePublisher([]byte(`{"format":2,"name":"x","logo":"y"}`)); !errors.Is(err, ErrNewer) {
		t.Errorf("%v", err)
	}
}

func TestGuidance(t *testing.T) {
	g := Guidance{Format: Format, Edition: 7, Date: "2026-12-01", Length: 123, SHA256: pack.Digest{1}}
	data, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	hash := "01" + strings.Repeat("0", 62)
	if want := `{"format":1,"edition":7,"date":"2026-12-01","length":123,"sha256":"` + hash + `"}` + "\n"; string(data) != want {
		t.Errorf("%s\nwant\n%s", data, want)
	}
	if got, err := DecodeGuidance(data); err != nil || got != g || got.Path() != "targets/guidance/"+hash+".zip" || !IsOurs(GuidanceTarget) {
		t.Errorf("%+v, %v", got, err)
	}
	if i, err := g.Imprint(); err != nil || i.Number != 7 || i.Date.String() != "2026-12-01" {
		t.Errorf("%+v, %v", i, err)
	}
	for name, change := range map[string]func(*Guidance){
		"no format":       func(g *Guidance) { g.Format = 0 },
		"newer":           func(g *Guidance) { g.Format = Format + 1 },
		"edition 0":       func(g *Guidance) { g.Edition = 0 },
		"edition too big": func(g *Guidance) { g.Edition = 1 << 53 },
		"no day":          func(g *Guidance) { g.Date = "2026-12" },
		"no such day":     func(g *Guidance) { g.Date = "2026-02-30" },
		"empty":           func(g *Guidance) { g.Length = 0 },
		"negative":        func(g *Guidance) { g.Length = -1 },
		"too long":        func(g *Guidance) { g.Length = MaxGuidance + 1 },
		"no hash":         func(g *Guidance) { g.SHA256 = pack.Digest{} },
	} {
		bad := g
		change(&bad)
		if _, err := bad.Encode(); err == nil {
			t.Errorf("%s was written", name)
		}
		data, err := json.Marshal(bad)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := DecodeGuidance(data); err == nil {
			t.Errorf("%s was read: %+v", name, got)
		}
	}
	good := string(data)
	for name, text := range map[string]string{
		"unknown field":   strings.Replace(good, `{"format"`, `{"extra":1,"format"`, 1),
		"twice":           strings.Replace(good, `"edition":7`, `"edition":7,"edition":8`, 1),
		"capitals":        strings.Replace(good, `"edition"`, `"Edition"`, 1),
		"something after": good + good,
		"short hash":      strings.Replace(good, `"sha256":"01`, `"sha256":"`, 1),
	} {
		if got, err := DecodeGuidance([]byte(text)); err == nil {
			t.Errorf("%s was read: %+v", name, got)
		}
	}
	if _, err := DecodeGuidance([]byte(strings.Replace(good, `{"format":1`, `{"extra":1,"format":2`, 1))); !errors.Is(err, ErrNewer) {
		t.Errorf("%v", err)
	}
}

// No flipped bit makes another manifest pass for a valid one without saying
// something else; and nothing makes the reader fall over.
func TestAnyBytes(t *testing.T) {
	data, err := valid().Encode()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		b := append([]byte(nil), data...)
		for range rapid.IntRange(1, 3).Draw(t, "flips") {
			b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		}
		if m, err := Decode(b); err == nil {
			if err := m.Validate(); err != nil {
				t.Error(err)
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	data, err := valid().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"format":1,"name":"Example NGO"}`))
	f.Add([]byte(`{"format":1,"edition":7,"date":"2026-12-01","length":1,"sha256":"` + strings.Repeat("01", 32) + `"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := Decode(data); err == nil {
			again, err := m.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if got, err := Decode(again); err != nil || !reflect.DeepEqual(got, m) {
				t.Errorf("%+v became %+v, %v", m, got, err)
			}
		}
		if p, err := DecodePublisher(data); err == nil {
			if _, err := p.Encode(); err != nil {
				t.Error(err)
			}
		}
		if g, err := DecodeGuidance(data); err == nil {
			if _, err := g.Encode(); err != nil {
				t.Error(err)
			}
		}
	})
}
