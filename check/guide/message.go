package guide

import "strconv"

// Messages lists the keys of the messages that the facts need, in every
// language. A key that the facts do not list but that begins like one of them
// belongs to nothing; [MessageKinds] tells those.
func (g *Guide) Messages() []string {
	var keys []string
	add := func(of string, names ...string) {
		for _, name := range names {
			keys = append(keys, of+"."+name)
		}
	}
	for _, c := range g.channels {
		add("channel."+c.ID, "title", "use", "not", "ready", "note")
	}
	for _, c := range g.classes {
		add("class."+c.ID, "name", "means")
	}
	for _, e := range g.extras {
		add("extra", e.ID)
	}
	for _, r := range g.rules {
		add("rule."+r.ID, "title", "text")
	}
	for _, s := range g.steps {
		add("step."+s.ID, "title", "why", "how")
		for n := range s.Parts {
			add("step."+s.ID+".part", strconv.Itoa(n+1))
		}
	}
	for _, n := range g.nevers {
		add("never", n.ID)
	}
	for _, a := range g.avoids {
		add("avoid."+a.ID, "title", "why")
	}
	for _, s := range g.scams {
		add("scam."+s.ID, "title", "what", "signs", "do", "never")
	}
	for _, r := range g.risks {
		add("risk."+r.ID, "title", "how")
	}
	for _, s := range g.situations {
		add("situation."+s.ID, "title", "about")
		add("complaint.about", s.ID)
		for _, w := range s.Ways {
			add("situation."+s.ID+".way", w.ID)
		}
	}
	for _, group := range Groups() {
		add("channels.group", string(group))
	}
	add("channels.hours", "always", string(Daily), string(MonSat), "not_holidays", "recorded", "more")
	add("channels.cost", string(Free), string(TollFree))
	add("channels.audience", string(Women), string(Children), string(Elders))
	add("channels", "fallback")
	for _, w := range Whens() {
		add("plan.when", string(w))
	}
	for _, w := range Wants() {
		add("want", string(w))
	}
	return keys
}

// OptionalMessages lists keys that a fact may have words for, and need not.
func (g *Guide) OptionalMessages() []string {
	var keys []string
	for _, c := range g.channels {
		if c.Fallback != "" {
			keys = append(keys, "channel."+c.ID+".fallback") // where the common words do not fit
		}
	}
	for _, s := range g.steps {
		keys = append(keys, "step."+s.ID+".ready")
	}
	return keys
}

// VocabularyKinds lists how those keys begin that are no words about a fact but
// for what facts can say, such as when a step is due. They come with the
// program, whatever facts it has.
func VocabularyKinds() []string { return []string{"channels.", "plan.when.", "want."} }

// MessageKinds lists how the keys begin that belong to facts.
func MessageKinds() []string {
	return []string{
		"channel.", "class.", "extra.", "rule.", "step.", "never.", "avoid.", "scam.", "risk.", "situation.",
		"channels.", "plan.when.", "want.", "complaint.about.",
	}
}
