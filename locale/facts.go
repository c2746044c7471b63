package locale

// Facts knows the facts that messages refer to.
type Facts interface {
	// Fact returns the fact named by ref, such as "channel.ncrp_1930.phone",
	// and whether there is one.
	Fact(ref string) (string, bool)
}

// TypedFacts is [Facts] that also knows what kind of fact it is, so that dates
// and numbers come out as the language writes them. [Load] prefers it when the
// facts it is given implement it.
type TypedFacts interface {
	Facts
	// Value returns the same fact as Fact, with its type.
	Value(ref string) (Value, bool)
}

// A Value is a fact with a type: [Plain], [Count], [Rupees], [Large],
// [Date] or [Names].
// All of them may also be given as arguments of a message.
type Value interface {
	// String is the fact written the same way in every language.
	String() string
	in(*Messages) string
}

// Plain is a fact that reads the same in every language: a phone number, an
// address, a name.
type Plain string

// String returns the text itself.
func (p Plain) String() string { return string(p) }

func (p Plain) in(*Messages) string { return string(p) }

// Names is a list of names, joined as the language joins lists.
type Names []string

// String joins the names with commas.
func (n Names) String() string {
	s := ""
	for i, name := range n {
		if i > 0 {
			s += ", "
		}
		s += name
	}
	return s
}

func (n Names) in(m *Messages) string { return m.List(n) }

// JoinFacts returns facts that ask each of all in turn. It keeps the types of
// those that implement [TypedFacts].
func JoinFacts(all ...Facts) TypedFacts { return joined(all) }

type joined []Facts

func (j joined) Fact(ref string) (string, bool) {
	v, ok := j.Value(ref)
	if !ok {
		return "", false
	}
	return v.String(), true
}

func (j joined) Value(ref string) (Value, bool) {
	for _, facts := range j {
		if v, ok := valueOf(facts, ref); ok {
			return v, true
		}
	}
	return nil, false
}

// valueOf asks facts for ref, with its type if facts know types.
func valueOf(facts Facts, ref string) (Value, bool) {
	if facts == nil {
		return nil, false
	}
	if typed, ok := facts.(TypedFacts); ok {
		return typed.Value(ref)
	}
	s, ok := facts.Fact(ref)
	return Plain(s), ok
}
