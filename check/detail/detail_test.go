package detail

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	tests := []struct {
		kind  Kind
		typed string
		want  string
		fault Fault
	}{
		{Mobile, "9876543210", "+919876543210", ""},
		{Mobile, " 98765 43210 ", "+919876543210", ""},
		{Mobile, "98765-43210", "+919876543210", ""},
		{Mobile, "98765–43210", "+919876543210", ""},
		{Mobile, "09876543210", "+919876543210", ""},
		{Mobile, "+91 98765 43210", "+919876543210", ""},
		{Mobile, "＋91 98765 43210", "+919876543210", ""},
		{Mobile, "+91 (0) 98765 43210", "+919876543210", ""},
		{Mobile, "0091 98765 43210", "+919876543210", ""},
		{Mobile, "919876543210", "+919876543210", ""},
		{Mobile, "9187654321", "+919187654321", ""}, // ten digits that begin with 91
		{Mobile, "(98765) 43210", "+919876543210", ""},
		{Mobile, "98765.43210", "+919876543210", ""},
		{Mobile, "\u200e98765\u00a043210\u200b", "+919876543210", ""},
		{Mobile, "\ufeff9876543210", "+919876543210", ""},
		{Mobile, "९८७६५ ४३२१०", "+919876543210", ""},
		{Mobile, "৯৮৭৬৫ ৪৩২১০", "+919876543210", ""},
		{Mobile, "੯੮੭੬੫੪੩੨੧੦", "+919876543210", ""},
		{Mobile, "૯૮૭૬૫૪૩૨૧૦", "+919876543210", ""},
		{Mobile, "୯୮୭୬୫୪୩୨୧୦", "+919876543210", ""},
		{Mobile, "௯௮௭௬௫௪௩௨௧௦", "+919876543210", ""},
		{Mobile, "౯౮౭౬౫౪౩౨౧౦", "+919876543210", ""},
		{Mobile, "೯೮೭೬೫೪೩೨೧೦", "+919876543210", ""},
		{Mobile, "൯൮൭൬൫൪൩൨൧൦", "+919876543210", ""},
		{Mobile, "۹۸۷۶۵۴۳۲۱۰", "+919876543210", ""},
		{Mobile, "٩٨٧٦٥٤٣٢١٠", "+919876543210", ""},
		{Mobile, "９８７６５４３２１０", "+919876543210", ""},
		{Mobile, "꯹꯸꯷꯶꯵꯴꯳꯲꯱꯰", "+919876543210", ""},
		{Mobile, "᱙᱘᱗᱖᱕᱔᱓᱒᱑᱐", "+919876543210", ""},
		{Mobile, "6000000000", "+916000000000", ""},
		{Mobile, "98765\U0001FADF43210", "", BadText}, // assigned in Unicode 16
		{Email, "a\U0001C8Aa@example.org", "", BadText},
		{Email, "ａｂ．c＠ｅxample．org", "ab.c@example.org", ""},
		{Email, "а@example.org", "а@example.org", ""}, // a Cyrillic letter makes another address
		{ID4, "１２３ｆ", "123F", ""},
		{ID4, "12З4", "", BadChar}, // a Cyrillic letter
		{BirthYear, "1956", "1956", ""},
		{BirthYear, " १९५६ ", "1956", ""},
		{BirthYear, "௧௯௫௬", "1956", ""},
		{BirthYear, "56", "", TooShort},
		{BirthYear, "12.03.1956", "", TooLong},
		{BirthYear, "1899", "", NoYear},
		{BirthYear, "2100", "", NoYear},
		{BirthYear, "nineteen", "", NotDigits},
		{BirthYear, "", "", Empty},
		{PIN3, "600", "600", ""},
		{PIN3, "६००", "600", ""},
		{PIN3, "600 001", "", TooLong},
		{PIN3, "012", "", NoPIN},
		{PIN3, "60", "", TooShort},
		{PIN3, "-", "", NotDigits},
		{Mobile, "", "", Empty},
		{Mobile, " \u200b ", "", Empty},
		{Mobile, "98765", "", TooShort},
		{Mobile, "98765432101", "", TooLong},
		{Mobile, "5876543210", "", FirstDigit},
		{Mobile, "0222222222", "", FirstDigit},
		{Mobile, "98765x3210", "", NotDigits},
		{Mobile, "9876543210+", "", NotDigits},
		{Mobile, "+", "", NotDigits},
		{Mobile, "+1 202 555 0100", "", OtherNation},
		{Mobile, "0044 20 7946 0000", "", OtherNation},
		{Mobile, "98\xff", "", BadText},

		{Email, "Asha.Example@Example.ORG", "asha.example@example.org", ""},
		{Email, " a+tag@example.org ", "a+tag@example.org", ""},
		{Email, "a@example.org.", "a@example.org", ""},
		{Email, "a@भारत.in", "a@xn--h2brj9c.in", ""},
		{Email, "a＠example.org", "a@example.org", ""},
		{Email, "a@ＥＸＡＭＰＬＥ。org", "a@example.org", ""},
		{Email, "नाम@example.org", "नाम@example.org", ""},
		{Email, "e\u0301@example.org", "\u00e9@example.org", ""},
		{Email, "", "", Empty},
		{Email, "example.org", "", NoAt},
		{Email, "a@b@example.org", "", NoAt},
		{Email, "@example.org", "", BadLocal},
		{Email, ".a@example.org", "", BadLocal},
		{Email, "a..b@example.org", "", BadLocal},
		{Email, strings.Repeat("a", 65) + "@example.org", "", BadLocal},
		{Email, "a b@example.org", "", BadChar},
		{Email, "a,b@example.org", "", BadChar},
		{Email, "a@localhost", "", BadDomain},
		{Email, "a@a_b.com", "", BadDomain},
		{Email, "a@exa mple.org", "", BadDomain},
		{Email, "a@", "", BadDomain},
		{Email, "a@" + strings.Repeat("ü", 40_000) + ".org", "", BadDomain}, // at once, not after seconds
		{Email, "a@-.org", "", BadDomain},
		{Email, "a\xff@example.org", "", BadText},

		{ID4, "1234", "1234", ""},
		{ID4, "१२३४", "1234", ""},
		{ID4, " 12-34 ", "1234", ""},
		{ID4, "123f", "123F", ""},
		{ID4, "", "", Empty},
		{ID4, "123", "", TooShort},
		{ID4, "123456789012", "", TooLong},
		{ID4, "12é4", "", BadChar},

		{Password, "hunter2", "hunter2", ""},
		{Password, " space ", " space ", ""},
		{Password, "", "", Empty},
		{Password, "\xff", "", BadText},
	}
	for _, tt := range tests {
		got, err := Parse(tt.kind, tt.typed)
		if tt.fault != "" {
			ie, ok := errors.AsType[*InvalidError](err)
			if !ok || ie.Fault != tt.fault {
				t.Errorf("%s %q: %v, want fault %s", tt.kind, tt.typed, err, tt.fault)
			}
			continue
		}
		if err != nil || got.Normal() != tt.want {
			t.Errorf("%s %q: %q, %v; want %q", tt.kind, tt.typed, got.Normal(), err, tt.want)
		}
	}
}

func TestUnknownKind(t *testing.T) {
	if _, err := Parse("shoe-size", "42"); !errors.Is(err, ErrUnknownKind) {
		t.Errorf("%v", err)
	}
}

// The normal form is a fixed point: what a publisher normalised once stays.
func TestNormalIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(Kinds()).Draw(t, "kind")
		d, err := Parse(kind, rapid.String().Draw(t, "typed"))
		if err != nil {
			return
		}
		again, err := Parse(kind, d.Normal())
		if err != nil || again.Normal() != d.Normal() {
			t.Fatalf("%q became %q, %v", d.Normal(), again.Normal(), err)
		}
	})
}

// Where Google's library reads an Indian mobile in ASCII digits, we read the
// same one.
func TestMobileAgainstPhonenumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching(`(\+91|0091|91|0|)[ -]?[6-9][0-9]{4}[ -]?[0-9]{5}`).Draw(t, "typed")
		d, err := Parse(Mobile, typed)
		if err != nil {
			t.Fatalf("%q: %v", typed, err)
		}
		oracle, err := phonenumbers.Parse(typed, "IN")
		if err != nil {
			t.Skip("the oracle does not read it")
		}
		if want := phonenumbers.Format(oracle, phonenumbers.E164); d.Normal() != want && len(want) == len("+919876543210") {
			t.Fatalf("%q: %s, and phonenumbers reads %s", typed, d.Normal(), want)
		}
	})
}

// However a detail is printed or logged, nothing but the mask comes out.
func TestNothingLeaks(t *testing.T) {
	secrets := map[Kind]string{Mobile: "9876512345", Email: "ashaexample@example.org", Password: "hunter2secret", ID4: "7Q9Z"}
	for kind, typed := range secrets {
		d, err := Parse(kind, typed)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		log := slog.New(slog.NewTextHandler(&out, nil))
		log.Info("x", "d", d, "p", &d)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "d", d)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb, d)
			fmt.Fprintf(&out, verb, []Detail{d})
		}
		fmt.Fprint(&out, d.Mask())
		secret := d.Normal()
		if kind == Mobile {
			secret = "98765"
		}
		if kind == Email {
			secret = "ashaexample"
		}
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s shows in %s", kind, out.String())
		}
	}
	d, _ := Parse(ID4, "1234")
	for _, digit := range "1234" {
		if strings.ContainsRune(d.Mask(), digit) {
			t.Error("the mask of an ID shows a digit")
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("+91 98765 43210")
	f.Add("a@भारत.in")
	f.Add("12Q4")
	f.Fuzz(func(t *testing.T, typed string) {
		for _, k := range Kinds() {
			d, err := Parse(k, typed)
			if err != nil {
				if typed != "" && len(typed) > 5 && strings.Contains(err.Error(), typed) {
					t.Errorf("the error of %s shows what was typed", k)
				}
				continue
			}
			if !utf8.ValidString(d.Normal()) || d.Normal() == "" {
				t.Errorf("%s: normal form %q", k, d.Normal())
			}
			_ = d.Mask()
		}
	})
}
