package locale

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParseText(t *testing.T) {
	tests := []struct {
		name, in string
		want     text
		bad      bool
	}{
		{name: "empty", in: ""},
		{name: "plain", in: "Call them", want: text{{literal, "Call them"}}},
		{name: "argument", in: "Hello {name}!", want: text{{literal, "Hello "}, {argument, "name"}, {literal, "!"}}},
		{name: "only a hole", in: "{n}", want: text{{argument, "n"}}},
		{name: "fact", in: "Call {@channel.ncrp_1930.phone}", want: text{{literal, "Call "}, {factRef, "channel.ncrp_1930.phone"}}},
		{name: "neighbours", in: "{a}{b}", want: text{{argument, "a"}, {argument, "b"}}},
		{name: "braces", in: "{{x}} {{", want: text{{literal, "{x} {"}}},
		{name: "Hindi", in: "{name} को कॉल", want: text{{argument, "name"}, {literal, " को कॉल"}}},
		{name: "never closed", in: "Call {name", bad: true},
		{name: "never opened", in: "Call name}", bad: true},
		{name: "empty hole", in: "{}", bad: true},
		{name: "space in hole", in: "{ name }", bad: true},
		{name: "capitals", in: "{Name}", bad: true},
		{name: "number as name", in: "{1}", bad: true},
		{name: "no fact", in: "{@}", bad: true},
		{name: "short fact", in: "{@channel}", bad: true},
		{name: "empty part", in: "{@channel..phone}", bad: true},
		{name: "hole in hole", in: "{a{b}}", bad: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseText(tt.in)
			if tt.bad {
				if !errors.Is(err, errHole) {
					t.Fatalf("parseText(%q) = %v, %v; want a bad hole", tt.in, got, err)
				}
				return
			}
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("parseText(%q) = %v, %v; want %v", tt.in, got, err, tt.want)
			}
		})
	}
}

func FuzzParseText(f *testing.F) {
	for _, s := range []string{"", "Call {name}", "{@a.b}", "{{x}}", "}{", "{", "{@a.b.c}{n} दिन", "}}}{{{n}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		parsed, err := parseText(s)
		if err != nil {
			return
		}
		again, err := parseText(parsed.String())
		if err != nil {
			t.Fatalf("%q became %q, which is bad: %v", s, parsed.String(), err)
		}
		if !reflect.DeepEqual(parsed, again) {
			t.Fatalf("%q became %q, which is read differently", s, parsed.String())
		}
		if !strings.ContainsAny(s, "{}") && parsed.render(nil) != s {
			t.Fatalf("%q has no holes but shows as %q", s, parsed.render(nil))
		}
	})
}

func TestRender(t *testing.T) {
	m := small(t).Messages("en")
	tests := []struct {
		name string
		arg  any
		want string
	}{
		{"string", "x", "x"},
		{"string with braces", "{@a.b} {n}", "{@a.b} {n}"},
		{"int", 1234567, "12,34,567"},
		{"int64", int64(100000), "1,00,000"},
		{"time", time.Date(2023, 6, 12, 23, 59, 0, 0, time.UTC), "12 June 2023"},
		{"date", Date{2023, 6, 0}, "June 2023"},
		{"count", Count(1000), "1,000"},
		{"large", Large(22_527_655), "2.25 crore"},
		{"names", Names{"a", "b"}, "a and b"},
		{"strings", []string{"a", "b", "c"}, "a, b and c"},
		{"other", true, "true"},
	}
	hole := text{{argument, "x"}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := hole.render(m, Args{"x": tt.arg}); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := hole.render(m); got != "⟦x⟧" {
		t.Errorf("a hole without argument shows as %q", got)
	}
	if got := hole.render(m, Args{"x": "early"}, Args{"x": "late"}); got != "late" {
		t.Errorf("got %q, want the later argument", got)
	}
}
