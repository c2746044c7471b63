package vault_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"neem/check"
	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/pack"
	"neem/check/vault"
)

func result(packID string, edition uint64, a check.Answer) check.Result {
	return check.Result{Pack: packID, List: bucket.Mobile, Leak: "invented", About: check.About{Edition: edition}, Answer: a}
}

func broken(path string) check.Result {
	return check.Result{Pack: path, Answer: check.CannotTell, Reason: check.Reason(pack.Damaged)}
}

// Each row is a series of looks; said is what is new at the last of them.
func TestCompare(t *testing.T) {
	a1, a1yes, a2, a2yes := result("a/a", 1, check.NotFound), result("a/a", 1, check.Found), result("a/a", 2, check.NotFound), result("a/a", 2, check.Found)
	b1 := result("b/b", 1, check.Possible)
	dark := result("a/a", 1, check.CannotTell)
	for _, c := range []struct {
		name  string
		looks [][]check.Result
		said  string
	}{
		{"first look", [][]check.Result{{a1, b1}}, "first-look b/b possible; first-look a/a not-found"},
		{"first look at nothing", [][]check.Result{{}}, ""},
		{"nothing new", [][]check.Result{{a1, b1}, {a1, b1}}, ""},
		{"nothing new in another order", [][]check.Result{{a1, b1}, {b1, a1}}, ""},
		{"new list", [][]check.Result{{a1}, {a1, b1}}, "new-list b/b possible"},
		{"the first list", [][]check.Result{{}, {b1}}, "new-list b/b possible"},
		{"new edition, same answer", [][]check.Result{{a1}, {a2}}, "new-edition a/a not-found"},
		{"new edition, other answer", [][]check.Result{{a1}, {a2yes}}, "new-edition a/a found"},
		{"told once", [][]check.Result{{a1}, {a2yes}, {a2yes}}, ""},
		{"other answer", [][]check.Result{{a1}, {a1yes}}, "new-answer a/a found"},
		{"older edition, same answer", [][]check.Result{{a2}, {a1}}, ""},
		{"older edition, other answer", [][]check.Result{{a2yes}, {a1}}, "new-answer a/a not-found"},
		{"cannot tell any more", [][]check.Result{{a1yes}, {dark}}, "new-answer a/a cannot-tell"},
		{"and again", [][]check.Result{{a1yes}, {dark}, {a1yes}}, "new-answer a/a found"},
		{"gone", [][]check.Result{{a1yes, b1}, {b1}}, "list-gone a/a found"},
		{"gone is told once", [][]check.Result{{a1yes, b1}, {b1}, {b1}}, ""},
		{"back again", [][]check.Result{{a1yes, b1}, {b1}, {a1yes, b1}}, ""},
		{"back again, newer", [][]check.Result{{a1, b1}, {b1}, {a2yes, b1}}, "new-edition a/a found"},
		{"pack broken", [][]check.Result{{a1yes}, {broken("a/a")}}, "new-answer a/a cannot-tell"},
		{"pack broken, told once", [][]check.Result{{a1yes}, {broken("a/a")}, {broken("a/a")}}, ""},
		{"pack mended", [][]check.Result{{a1yes}, {broken("a/a")}, {a1yes}}, ""},
		{"folder lost", [][]check.Result{{a1yes, b1}, {broken("/x")}}, "new-answer /x cannot-tell"},
		{"folder back", [][]check.Result{{a1yes, b1}, {broken("/x")}, {a1yes, b1}}, ""},
		{"twice installed", [][]check.Result{{a1}, {a1, a1yes}}, "new-answer a/a found"},
		{"most serious first", [][]check.Result{{}, {a1, dark0("c/c"), b1, result("d/d", 1, check.Found)}},
			"new-list d/d found; new-list b/b possible; new-list c/c cannot-tell; new-list a/a not-found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var state []vault.Record
			var changes []vault.Change
			for _, results := range c.looks {
				had, before := state, slices.Clone(state)
				changes, state = vault.Compare(had, results)
				if !slices.Equal(had, before) {
					t.Error("what it was given has changed")
				}
				if again, _ := vault.Compare(state, results); len(again) != 0 {
					t.Errorf("told again: %+v", again)
				}
				if state == nil {
					t.Error("a look left no trace")
				}
			}
			var said []string
			for _, ch := range changes {
				said = append(said, string(ch.What)+" "+ch.Result.Pack+" "+string(ch.Result.Answer))
			}
			if got := strings.Join(said, "; "); got != c.said {
				t.Errorf("%q, want %q", got, c.said)
			}
		})
	}
}

func dark0(id string) check.Result { return result(id, 1, check.CannotTell) }

// lists answers by what is asked.
type lists func(q check.Query) []check.Result

func (l lists) Check(ctx context.Context, q check.Query) ([]check.Result, error) {
	return l(q), ctx.Err()
}

func TestLookAndSeen(t *testing.T) {
	dir, chain, v := created(t)
	one := save(t, v, somebody(t, 1))
	save(t, v, somebody(t, 2))
	edition := uint64(1)
	says := lists(func(q check.Query) []check.Result {
		a := check.NotFound
		if edition == 2 && strings.HasSuffix(q.Mask(), "002 + ••••") {
			a = check.Found
		}
		return []check.Result{result("a/a", edition, a)}
	})
	look := func() vault.Look {
		t.Helper()
		l, err := v.Look(t.Context(), says)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	first := look()
	if len(first.News) != 2 || first.News[0].Changes[0].What != vault.FirstLook {
		t.Errorf("%+v", first.News)
	}
	if again := look(); len(again.News) != 2 {
		t.Error("news was lost before it was told")
	}
	if err := v.Seen(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if l := look(); len(l.News) != 0 {
		t.Errorf("%+v", l.News)
	}
	edition = 2
	// It is kept: another program knows it too.
	v = newVault(dir, chain)
	if err := v.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := look()
	if len(second.News) != 2 || second.News[1].Changes[0].Result.Answer != check.Found || second.News[1].Person.Nickname != "Invented 2" {
		t.Errorf("%+v", second.News)
	}
	// A person who was removed, and a detail that was changed, before the news
	// was told are not brought back.
	if err := v.Remove(t.Context(), one.ID); err != nil {
		t.Fatal(err)
	}
	two := second.News[1].Person
	two.Details = append(two.Details, parse(t, detail.Email, "invented2@example.com"))
	save(t, v, two)
	if err := v.Seen(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	if got := nicknames(t, v); !slices.Equal(got, []string{"Invented 2"}) {
		t.Errorf("%q", got)
	}
	third := look()
	if len(third.News) != 1 || third.News[0].Detail.Kind() != detail.Email {
		t.Errorf("%+v", third.News)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Look(ctx, says); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A first look that had nothing to say is a look.
func TestFirstLookWithoutLists(t *testing.T) {
	_, _, v := created(t)
	save(t, v, somebody(t, 1))
	l, err := v.Look(t.Context(), lists(func(check.Query) []check.Result { return nil }))
	if err != nil || len(l.News) != 0 {
		t.Fatal(l, err)
	}
	if err := v.Seen(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	l, err = v.Look(t.Context(), lists(func(check.Query) []check.Result { return []check.Result{result("a/a", 1, check.Found)} }))
	if err != nil || len(l.News) != 1 || l.News[0].Changes[0].What != vault.NewList {
		t.Error(l, err)
	}
}
