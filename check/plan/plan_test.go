package plan_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"neem/assets/facts"
	"neem/check"
	"neem/check/catalog"
	"neem/check/guide"
	"neem/check/plan"
)

// load reads the facts that are built in: the plans are tested as people get
// them.
func load(t *testing.T) (*guide.Guide, *catalog.Catalog) {
	t.Helper()
	g, err := guide.Load(facts.FS)
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Load(facts.FS, g)
	if err != nil {
		t.Fatal(err)
	}
	return g, c
}

func ids(steps []plan.Step) string {
	var all []string
	for _, s := range steps {
		id := s.ID
		if len(s.OnlyIf) > 0 {
			id += "?"
		}
		all = append(all, id)
	}
	return strings.Join(all, " ")
}

func riskIDs(risks []plan.Risk) string {
	var all []string
	for _, r := range risks {
		all = append(all, r.ID)
	}
	return strings.Join(all, " ")
}

// exposure is one of a person who had given what is named.
func exposure(t *testing.T, c *catalog.Catalog, leak string, given ...string) plan.Exposure {
	t.Helper()
	l, ok := c.Leak(leak)
	if !ok {
		t.Fatalf("there is no leak %s", leak)
	}
	e, ok := plan.OfLeak(l, given...)
	if !ok {
		t.Fatalf("%s exposes nothing", leak)
	}
	return e
}

// TestFor has whole plans. A step with a question mark is only for people of
// whom certain details leaked.
func TestFor(t *testing.T) {
	g, c := load(t)
	password := plan.Exposure{Title: "Common passwords", How: plan.Found, Classes: []string{"password_plain"}}
	tests := []struct {
		name      string
		exposures []plan.Exposure
		first     string // risks begin with these
		steps     string
		avoid     string
	}{
		{name: "nothing"},
		{
			name: "a leaked password", exposures: []plan.Exposure{password},
			first: "accounts", steps: "change_password second_step own_passwords",
		},
		{
			name: "CoWIN, whatever was given", exposures: []plan.Exposure{exposure(t, c, "cowin2023")},
			first: "calls health_calls family",
			steps: "hang_up warn_family lock_biometrics? check_aadhaar? type_address check_sims? masked_copies? check_credit? dob_secrets? " +
				"family_word stop_marketing health_calls signal_gone no_dialling store_apps stay_safe insurer_own passport_calm?",
			avoid: "change_number cancel_aadhaar new_passport",
		},
		{
			name: "CoWIN with Aadhaar", exposures: []plan.Exposure{exposure(t, c, "cowin2023", "aadhaar_number")},
			first: "cash_by_finger sims_in_name loans_in_name",
			steps: "lock_biometrics check_aadhaar hang_up warn_family check_sims masked_copies check_credit type_address dob_secrets? " +
				"family_word stop_marketing health_calls signal_gone no_dialling store_apps stay_safe insurer_own passport_calm?",
			avoid: "change_number cancel_aadhaar new_passport",
		},
		{
			name: "password before calls, once each", exposures: []plan.Exposure{exposure(t, c, "bigbasket2020"), password},
			first: "accounts",
			steps: "change_password second_step hang_up own_passwords type_address dob_secrets " +
				"family_word stop_marketing signal_gone no_dialling store_apps parcel_calm shop_app stay_safe",
			avoid: "change_number delete_email",
		},
		{
			name: "nobody said what leaked", exposures: []plan.Exposure{{Leak: "x", How: plan.Used, Unknown: true}},
			steps: "hang_up second_step type_address",
		},
		{
			name: "a card number that a caller knew", exposures: []plan.Exposure{plan.OfCaller([]string{"card_number", "name"})},
			first: "card_payments calls", steps: "block_card bank_alerts hang_up family_word",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := plan.For(g, tt.exposures)
			if got := riskIDs(p.Risks); !strings.HasPrefix(got, tt.first) {
				t.Errorf("the risks are %s", got)
			}
			if got := ids(p.Steps); got != tt.steps {
				t.Errorf("the steps are\n%s, want\n%s", got, tt.steps)
			}
			var avoid []string
			for _, a := range p.Avoid {
				avoid = append(avoid, a.ID)
			}
			if got := strings.Join(avoid, " "); got != tt.avoid {
				t.Errorf("what does not help is %s, want %s", got, tt.avoid)
			}
		})
	}
}

// TestCauses: a step that two leaks ask for stands once and names both.
func TestCauses(t *testing.T) {
	g, _ := load(t)
	p := plan.For(g, []plan.Exposure{
		{Leak: "a", How: plan.Used, Classes: []string{"voter_id_epic"}},
		{Leak: "b", How: plan.Possible, Some: []string{"aadhaar_number"}},
		{Leak: "c", How: plan.Found, Classes: []string{"order_history"}},
	})
	i := slices.IndexFunc(p.Steps, func(s plan.Step) bool { return s.ID == "check_sims" })
	if i < 0 {
		t.Fatalf("the steps are %s", ids(p.Steps))
	}
	if want := []plan.Cause{{Leak: "a", How: plan.Used}}; !slices.Equal(p.Steps[i].Causes, want) || len(p.Steps[i].OnlyIf) > 0 {
		t.Errorf("%+v", p.Steps[i])
	}
	p = plan.For(g, []plan.Exposure{
		{Leak: "a", How: plan.Used, Classes: []string{"mobile_number"}},
		{Leak: "b", How: plan.Possible, Classes: []string{"name", "email"}},
	})
	for id, want := range map[string][]plan.Cause{
		"hang_up":     {{Leak: "a", How: plan.Used}, {Leak: "b", How: plan.Possible}},
		"second_step": {{Leak: "b", How: plan.Possible}},
	} {
		i := slices.IndexFunc(p.Steps, func(s plan.Step) bool { return s.ID == id })
		if i < 0 || !slices.Equal(p.Steps[i].Causes, want) {
			t.Errorf("%s: %+v", id, p.Steps)
		}
	}
}

// TestSurerFirst: of steps due together, those of a leak that was found come
// before those of one that is only possible.
func TestSurerFirst(t *testing.T) {
	g, _ := load(t)
	p := plan.For(g, []plan.Exposure{
		{Leak: "a", How: plan.Possible, Classes: []string{"aadhaar_number"}},
		{Leak: "b", How: plan.Found, Classes: []string{"email"}},
	})
	if got := ids(plan.Due(p.Steps, guide.Today)); got != "second_step lock_biometrics check_aadhaar" {
		t.Errorf("the steps are %s", got)
	}
}

func TestOfLeak(t *testing.T) {
	_, c := load(t)
	if l, _ := c.Leak("paytm2020"); l.Status == catalog.Fabricated {
		if _, ok := plan.OfLeak(l); ok {
			t.Error("a fabricated leak exposes something")
		}
	} else {
		t.Errorf("paytm2020 is %s", l.Status)
	}
	if e := exposure(t, c, "icmr2023"); e.How != plan.Doubted {
		t.Errorf("an alleged leak is %s", e.How)
	}
	e := exposure(t, c, "cowin2023", "pan")
	if e.How != plan.Used || !slices.Contains(e.Classes, "pan") || slices.Contains(e.Some, "pan") || !slices.Contains(e.Some, "aadhaar_number") {
		t.Errorf("CoWIN with a PAN exposes %v", e)
	}
}

func TestOfResult(t *testing.T) {
	g, c := load(t)
	about := check.About{Title: "Members", Exposed: []string{"mobile", "name", "shoe size"}}
	tests := []struct {
		result check.Result
		want   plan.Exposure
		ok     bool
	}{
		{check.Result{List: "password-sha1", Answer: check.Found}, plan.Exposure{How: plan.Found, Classes: []string{"password_plain"}}, true},
		{check.Result{List: "email", Answer: check.NotFound}, plan.Exposure{}, false},
		{check.Result{List: "email", Answer: check.CannotTell}, plan.Exposure{}, false},
		{check.Result{Answer: check.CannotTell}, plan.Exposure{}, false},
		{
			check.Result{List: "email", Leak: "members-2026", Answer: check.Possible, About: about},
			plan.Exposure{Title: "Members", How: plan.Possible, Classes: []string{"mobile_number", "name", "email"}}, true,
		},
	}
	for _, tt := range tests {
		if got, ok := plan.OfResult(g, c, tt.result); ok != tt.ok || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s %s: %v, %v", tt.result.List, tt.result.Answer, got, ok)
		}
	}
	if e, ok := plan.OfResult(g, c, check.Result{List: "email", Leak: "paytm2020", Answer: check.Found}); ok {
		t.Errorf("a fabricated leak exposes %v", e)
	}
	for _, l := range c.Leaks() {
		if e, ok := plan.OfResult(g, c, check.Result{List: "email", Leak: l.ID, Answer: check.Possible}); ok && (e.Unknown != l.ExposedUnknown || e.How != plan.Possible) {
			t.Errorf("%s: %+v", l.ID, e)
		}
	}
	e, ok := plan.OfResult(g, c, check.Result{List: "mobile+id4", Leak: "cowin2023", Answer: check.Found}, "voter_id_epic")
	if !ok || e.Leak != "cowin2023" || !slices.Contains(e.Classes, "vaccination_centre") || !slices.Contains(e.Some, "pan") || !slices.Contains(e.Classes, "voter_id_epic") {
		t.Errorf("CoWIN found exposes %v", e)
	}
}

// TestPlansHold draws exposures and wants of every plan what must be true of
// all.
func TestPlansHold(t *testing.T) {
	g, c := load(t)
	var classes []string
	for _, class := range g.Classes() {
		classes = append(classes, class.ID)
	}
	rapid.Check(t, func(t *rapid.T) {
		var exposures []plan.Exposure
		for range rapid.IntRange(0, 4).Draw(t, "leaks") {
			l := rapid.SampledFrom(c.Leaks()).Draw(t, "leak")
			if e, ok := plan.OfLeak(l, rapid.SliceOf(rapid.SampledFrom(classes)).Draw(t, "given")...); ok {
				exposures = append(exposures, e)
			}
		}
		if known := rapid.SliceOf(rapid.SampledFrom(classes)).Draw(t, "known"); len(known) > 0 {
			exposures = append(exposures, plan.OfCaller(known))
		}
		p := plan.For(g, exposures)
		if again := plan.For(g, exposures); !reflect.DeepEqual(p, again) {
			t.Fatal("two plans for the same")
		}
		seen := map[string]bool{}
		for i, s := range p.Steps {
			if seen[s.ID] {
				t.Fatalf("the step %s stands twice", s.ID)
			}
			seen[s.ID] = true
			if i > 0 && s.When.Compare(p.Steps[i-1].When) < 0 {
				t.Fatalf("%s is due before %s", s.ID, p.Steps[i-1].ID)
			}
			if len(s.Causes) == 0 {
				t.Fatalf("nothing causes %s", s.ID)
			}
			if s.Audience != guide.Everybody {
				t.Fatalf("%s is for %s only", s.ID, s.Audience)
			}
		}
		if len(exposures) > 0 && len(p.Steps) == 0 {
			t.Fatalf("nothing to do after %v", exposures)
		}
		for _, r := range p.Risks {
			if len(r.Classes) == 0 || len(r.Causes) == 0 {
				t.Fatalf("the risk %s comes from nothing", r.ID)
			}
		}
	})
}

// Every leak of the catalogue gives a plan that fits on a page: of what is due
// now or today there are at most six steps.
func TestPlansAreShort(t *testing.T) {
	g, c := load(t)
	for _, l := range c.Leaks() {
		e, ok := plan.OfLeak(l)
		if !ok {
			continue
		}
		if soon := plan.Due(plan.For(g, []plan.Exposure{e}).Steps, guide.Now, guide.Today); len(soon) == 0 || len(soon) > 6 {
			t.Errorf("%s: soon to do are %s", l.ID, ids(soon))
		}
	}
}

func TestFits(t *testing.T) {
	g, _ := load(t)
	tests := []struct {
		known  []string
		wanted []guide.Want
		want   string
	}{
		{[]string{"mobile_number", "name", "vaccination_centre"}, nil, "vaccine_otp"},
		{[]string{"vaccination_centre", "dose_dates"}, []guide.Want{guide.WantCode}, "vaccine_otp"},
		{[]string{"name", "aadhaar_number"}, []guide.Want{guide.WantStay, guide.WantVideo}, "digital_arrest"},
		{[]string{"mobile_number"}, []guide.Want{guide.WantPIN}, "upi_collect_qr"},
		{nil, []guide.Want{guide.WantDial}, "call_forward"},
		{[]string{"order_history", "address_pin"}, nil, "courier_parcel"},
		{[]string{"pan", "dob_full"}, nil, "id_loan_pan"},
		{[]string{"bank_account", "card_masked"}, []guide.Want{guide.WantLink}, "kyc_update"},
	}
	for _, tt := range tests {
		fits := plan.Fits(g, tt.known, tt.wanted)
		if len(fits) == 0 || fits[0].ID != tt.want {
			t.Errorf("%v, %v: %v, want %s", tt.known, tt.wanted, fitIDs(fits), tt.want)
		}
	}
	if fits := plan.Fits(g, nil, nil); len(fits) != 0 {
		t.Errorf("nothing known and nothing wanted fits %v", fitIDs(fits))
	}
	if fits := plan.Fits(g, []string{"order_history"}, nil); !slices.Equal(fits[0].Known, []string{"order_history"}) {
		t.Errorf("of what was known, %v", fits[0].Known)
	}
}

// Somebody from whom a stranger wants something is told what to do now, whatever
// the stranger knew.
func TestCaller(t *testing.T) {
	g, _ := load(t)
	for _, w := range guide.Wants() {
		if len(plan.Fits(g, nil, []guide.Want{w})) == 0 {
			t.Errorf("no scam wants %s", w)
		}
		p := plan.Caller(g, nil, []guide.Want{w})
		if got := ids(p.Steps); got != "end_call tell_someone keep_proof report_call" {
			t.Errorf("wanting %s: %s", w, got)
		}
	}
	both := plan.Caller(g, []string{"aadhaar_number"}, []guide.Want{guide.WantStay})
	if got := ids(both.Steps); !strings.HasPrefix(got, "end_call tell_someone keep_proof report_call lock_biometrics") {
		t.Errorf("knowing and wanting: %s", got)
	}
	if known := plan.Caller(g, []string{"pan"}, nil); !reflect.DeepEqual(known, plan.For(g, []plan.Exposure{plan.OfCaller([]string{"pan"})})) {
		t.Errorf("only knowing: %s", ids(known.Steps))
	}
	if p := plan.Caller(g, nil, nil); len(p.Steps) > 0 {
		t.Errorf("nothing: %s", ids(p.Steps))
	}
}

func fitIDs(fits []plan.Fit) string {
	var all []string
	for _, f := range fits {
		all = append(all, fmt.Sprint(f.ID))
	}
	return strings.Join(all, " ")
}
