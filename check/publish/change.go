package publish

import (
	"fmt"
	"slices"
	"strings"

	"neem/check/bucket"
	"neem/check/pack"
)

// A Change is something that two packs say differently.
type Change struct {
	What string `json:"what"` // in words
	Old  string `json:"old"`
	New  string `json:"new"`
}

// changes collects them.
type changes []Change

func (c *changes) add(what string, old, now any) {
	a, b := fmt.Sprint(old), fmt.Sprint(now)
	if a != b {
		*c = append(*c, Change{what, a, b})
	}
}

// leak compares what is said about one leak.
func (c *changes) leak(a, b pack.Leak) {
	of := fmt.Sprintf(" of leak %s", a.ID)
	c.add("the title"+of, a.Title, b.Title)
	c.add("the date"+of, a.Date, b.Date)
	c.add("the status"+of, a.Status, b.Status)
	c.add("what was exposed"+of, strings.Join(a.Exposed, ", "), strings.Join(b.Exposed, ", "))
	c.add("the number of users"+of, a.Users, b.Users)
}

// cut compares what decides into which bucket of a list somebody falls, and
// what that proves.
func (c *changes) cut(a, b pack.List) {
	of := fmt.Sprintf(" of list %s of %s", a.Shape, a.Leak)
	c.add("the policy"+of, a.Policy, b.Policy)
	c.add("the population"+of, a.Population, b.Population)
	c.add("the number of bits"+of, a.Bits, b.Bits)
}

// A listKey tells the lists of a pack apart.
type listKey struct {
	leak  string
	shape bucket.Shape
}

func (k listKey) String() string { return fmt.Sprintf("%s of %s", k.shape, k.leak) }

func keyOfList(l pack.List) listKey { return listKey{l.Leak, l.Shape} }

// listIndex returns where each list of a pack stands.
func listIndex(h pack.Header) (map[listKey]int, error) {
	at := map[listKey]int{}
	for i, l := range h.Lists {
		k := keyOfList(l)
		if _, ok := at[k]; ok {
			return nil, fmt.Errorf("it has two lists %s; which of them belongs to a list of another pack cannot be told", k)
		}
		at[k] = i
	}
	return at, nil
}

func listKeys(h pack.Header) []listKey {
	var keys []listKey
	for _, l := range h.Lists {
		keys = append(keys, keyOfList(l))
	}
	return keys
}

// missingFrom returns what is in a and not in b.
func missingFrom[T comparable](a, b []T) []T {
	return slices.DeleteFunc(slices.Clone(a), func(k T) bool { return slices.Contains(b, k) })
}
