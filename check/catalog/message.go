package catalog

// Messages lists the keys of the messages that the catalogue needs, in every
// language.
func (c *Catalog) Messages() []string {
	var keys []string
	add := func(of string, names ...string) {
		for _, name := range names {
			keys = append(keys, of+"."+name)
		}
	}
	for _, l := range c.leaks {
		add("leak."+l.ID, "name", "text", "question")
	}
	for _, s := range Statuses() {
		add("status."+string(s), "word", "means")
	}
	add("leaks.count", string(Emails), string(People), string(Records), string(Cards), string(Documents), "range")
	add("leaks.said_by", string(ByCompany), string(ByGovernment), string(ByHIBP), string(ByPress), string(BySeller))
	add("leaks.confirmed_by", string(ByCompany), string(ByGovernment), string(ByHIBP))
	add("leaks.date", string(Happened), string(Reported))
	add("leaks", "hibp", "scope_disputed", "exposed_unknown", "exposed_some")
	return keys
}

// VocabularyKinds lists how those keys begin that are no words about a leak but
// for what can be said of one, such as its status. They come with the program.
func VocabularyKinds() []string { return []string{"leaks.", "status."} }

// MessageKinds lists how the keys begin that belong to the catalogue.
func MessageKinds() []string { return []string{"leak.", "leaks.", "status."} }
