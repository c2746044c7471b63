package plan_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"neem/check/guide"
	"neem/check/plan"
	"neem/locale"
)

func day(t testing.TB, s string) locale.Date {
	t.Helper()
	if s == "" {
		return locale.Date{}
	}
	d, err := locale.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestAfter has the steps of incidents in the order in which to do them.
func TestAfter(t *testing.T) {
	g, _ := load(t)
	tests := []struct {
		name     string
		incident plan.Incident
		steps    string
	}{
		{"nothing ticked", plan.Incident{}, ""},
		{
			"money by UPI", plan.Incident{Situations: []string{"money"}, Ways: []string{"upi"}},
			"bank_block call_1930 portal_complete keep_proof upi_dispute bank_follow",
		},
		{
			"money by Aadhaar", plan.Incident{Situations: []string{"money"}, Ways: []string{"aeps"}},
			"bank_block call_1930 lock_biometrics portal_complete check_aadhaar keep_proof bank_follow",
		},
		{
			"money by card", plan.Incident{Situations: []string{"money"}, Ways: []string{"card"}},
			"bank_block call_1930 portal_complete keep_proof bank_follow",
		},
		{
			"digital arrest while it goes on, money gone", plan.Incident{Situations: []string{"money", "pressed"}, Ways: []string{"transfer"}},
			"end_call bank_block call_1930 portal_complete tell_someone keep_proof bank_follow",
		},
		{
			"digital arrest, nothing paid", plan.Incident{Situations: []string{"pressed"}},
			"end_call tell_someone keep_proof report_call",
		},
		{
			"danger, money and a woman", plan.Incident{Situations: []string{"money", "danger"}, For: []guide.Audience{guide.Women}},
			"call_112 bank_block call_1930 call_181 portal_complete keep_proof bank_follow",
		},
		{
			"pictures of a child", plan.Incident{Situations: []string{"photos"}, For: []guide.Audience{guide.Children}},
			"stop_paying call_1098 keep_proof portal_private portal_report tell_someone",
		},
		{
			"money of an old woman", plan.Incident{Situations: []string{"money"}, Ways: []string{"upi", "card"}, For: []guide.Audience{guide.Elders}},
			"bank_block call_1930 portal_complete keep_proof call_elder upi_dispute bank_follow",
		},
		{"only a call", plan.Incident{Situations: []string{"call"}}, "hang_up report_call keep_proof"},
		{
			"a call, and money went", plan.Incident{Situations: []string{"call", "money"}},
			"bank_block call_1930 portal_complete hang_up keep_proof bank_follow",
		},
		{
			"the SIM was moved", plan.Incident{Situations: []string{"no_signal", "money"}, Ways: []string{"unsure"}},
			"operator_now bank_block call_1930 portal_complete lock_biometrics keep_proof check_sims bank_follow",
		},
		{
			"a stranger's app, and money went", plan.Incident{Situations: []string{"app", "money"}, Ways: []string{"upi"}},
			"flight_mode bank_block call_1930 remove_app change_password portal_complete keep_proof upi_dispute bank_follow",
		},
		{
			"told a code", plan.Incident{Situations: []string{"told"}},
			"bank_block change_password keep_proof report_call",
		},
		{
			"a loan", plan.Incident{Situations: []string{"loan"}},
			"check_credit dispute_loan portal_report lock_biometrics bank_follow",
		},
		{
			"a loan app threatens an old man", plan.Incident{Situations: []string{"loan_app"}, For: []guide.Audience{guide.Elders}},
			"call_112 stop_paying call_elder keep_proof sachet_report portal_report tell_someone",
		},
		{"an unknown situation", plan.Incident{Situations: []string{"gone"}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := plan.After(g, tt.incident, day(t, "2026-11-24"))
			if got := ids(r.Steps); got != tt.steps {
				t.Errorf("the steps are\n%s, want\n%s", got, tt.steps)
			}
		})
	}
}

// TestNeverTheWrongChannelFirst tries every mixture of situations, ways and
// people: who is in danger is sent to 112 first, who lost money to the bank
// and then to 1930, and nobody who lost money to Chakshu.
func TestNeverTheWrongChannelFirst(t *testing.T) {
	g, _ := load(t)
	all := g.Situations()
	money, _ := g.Situation(guide.Money)
	rapid.Check(t, func(t *rapid.T) {
		var i plan.Incident
		for _, s := range all {
			if rapid.Bool().Draw(t, s.ID) {
				i.Situations = append(i.Situations, s.ID)
			}
		}
		for _, w := range money.Ways {
			if rapid.Bool().Draw(t, w.ID) {
				i.Ways = append(i.Ways, w.ID)
			}
		}
		for _, a := range []guide.Audience{guide.Women, guide.Children, guide.Elders} {
			if rapid.Bool().Draw(t, string(a)) {
				i.For = append(i.For, a)
			}
		}
		today := locale.Date{Year: 2026, Month: 11, Day: 24}
		r := plan.After(g, i, today)
		slices.Reverse(i.Situations)
		if again := plan.After(g, i, today); !reflect.DeepEqual(r, again) {
			t.Fatal("the order of ticking changes the response")
		}
		var channels []string
		seen := map[string]bool{}
		for _, s := range r.Steps {
			if seen[s.ID] {
				t.Fatalf("the step %s stands twice", s.ID)
			}
			seen[s.ID] = true
			if len(s.Channels) > 0 && !slices.Contains(channels, s.Channels[0]) {
				channels = append(channels, s.Channels[0])
			}
			if s.Audience != guide.Everybody && !slices.Contains(i.For, s.Audience) {
				t.Fatalf("%s is for others", s.ID)
			}
		}
		order := func(id string) int { return slices.Index(channels, id) }
		if i.Has("danger") && order("erss") != 0 {
			t.Fatalf("danger leads to %v", channels)
		}
		if i.Has(guide.Money) {
			bank, police := order("bank"), order("ncrp_1930")
			if bank < 0 || police < 0 || order("chakshu") >= 0 {
				t.Fatalf("lost money leads to %v", channels)
			}
			if before := channels[:police]; slices.ContainsFunc(before, func(id string) bool {
				return !slices.Contains([]string{"bank", "erss", "operator"}, id)
			}) {
				t.Fatalf("before 1930 comes %v", before)
			}
			if bank > police {
				t.Fatalf("lost money leads to %v", channels)
			}
		}
		if len(i.Situations) > 0 && len(r.Steps) == 0 {
			t.Fatalf("nothing to do after %v", i.Situations)
		}
	})
}

// TestRules has the two regimes on who bears the loss, and the days computed.
func TestRules(t *testing.T) {
	g, _ := load(t)
	tests := []struct {
		on, today    string
		rule, until  string
		past         bool
		then         string // ombudsman
		followedFrom string
	}{
		{"2026-11-23", "2026-11-24", "liability_2017", "2026-11-26", false, "ombudsman_2026", "2026-12-24"},
		{"2026-12-31", "2027-01-02", "liability_2017", "2027-01-03", false, "ombudsman_2026", "2027-02-01"},
		{"2027-01-01", "2027-01-02", "liability_2027", "2027-01-06", false, "ombudsman_2026", "2027-02-01"},
		{"2026-12-31", "2027-01-04", "liability_2017", "2027-01-03", true, "ombudsman_2026", "2027-02-03"},
		{"2027-02-26", "2027-03-03", "liability_2027", "2027-03-03", false, "ombudsman_2026", "2027-04-02"},
		{"2027-02-26", "2027-03-04", "liability_2027", "2027-03-03", true, "ombudsman_2026", "2027-04-03"},
		{"", "2026-12-31", "liability_2017", "", false, "ombudsman_2026", "2027-01-30"},
		{"", "2027-01-01", "liability_2027", "", false, "ombudsman_2026", "2027-01-31"},
		{"2026-06-01", "2026-06-30", "liability_2017", "2026-06-04", true, "ombudsman_2021", "2026-07-30"},
	}
	for _, tt := range tests {
		r := plan.After(g, plan.Incident{Situations: []string{"money"}, On: day(t, tt.on)}, day(t, tt.today))
		if len(r.Rules) != 2 || r.Rules[0].ID != tt.rule || r.Rules[0].Until.String() != tt.until || r.Rules[0].Past != tt.past || r.Rules[1].ID != tt.then {
			t.Errorf("on %s, told on %s: %+v", tt.on, tt.today, r.Rules)
		}
		if limit := r.Steps[0].Limit; r.Steps[0].ID != "bank_block" || (limit != nil) != (tt.until != "") || limit != nil && limit.ID != tt.rule {
			t.Errorf("on %s the call to the bank has the limit %+v", tt.on, limit)
		}
		i := slices.IndexFunc(r.Steps, func(s plan.Step) bool { return s.ID == "bank_follow" })
		if got := r.Steps[i].From.String(); got != tt.followedFrom {
			t.Errorf("told on %s, the ombudsman is open from %s, want %s", tt.today, got, tt.followedFrom)
		}
	}
	r := plan.After(g, plan.Incident{Situations: []string{"call"}, On: day(t, "2026-11-20")}, day(t, "2026-11-24"))
	i := slices.IndexFunc(r.Steps, func(s plan.Step) bool { return s.ID == "report_call" })
	if got := r.Steps[i].Until.String(); got != "2026-12-20" {
		t.Errorf("Chakshu takes the report until %s", got)
	}
	late := plan.After(g, plan.Incident{Situations: []string{"call"}, On: day(t, "2026-10-20")}, day(t, "2026-11-24"))
	for _, s := range late.Steps {
		if !s.Until.IsZero() {
			t.Errorf("%s should have been done by %s", s.ID, s.Until)
		}
	}
	if len(r.Rules) != 1 || r.Rules[0].ID != "bank_calls_1600" || strings.Contains(ids(r.Steps), "1930") {
		t.Errorf("after a call: %+v", r)
	}
}
