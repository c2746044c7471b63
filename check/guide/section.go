package guide

// A Section is channels that are shown under one heading.
type Section struct {
	Group    Group // "" for the channels that people need first
	Channels []Channel
}

// Sections lists every channel once: those that people need first, then the
// others by group. Empty groups are left out.
func (g *Guide) Sections() []Section {
	sections := []Section{{Channels: g.First()}}
	first := map[string]bool{}
	for _, c := range sections[0].Channels {
		first[c.ID] = true
	}
	for _, group := range Groups() {
		s := Section{Group: group}
		for _, c := range g.InGroup(group) {
			if !first[c.ID] {
				s.Channels = append(s.Channels, c)
			}
		}
		if len(s.Channels) > 0 {
			sections = append(sections, s)
		}
	}
	return sections
}

// Title returns the key of the section's heading.
func (s Section) Title() string {
	if s.Group == "" {
		return "help.first"
	}
	return "channels.group." + string(s.Group)
}

// NeedsFallback reports whether it must be said where to go when nobody
// answers the channel's telephone.
func (g *Guide) NeedsFallback(c Channel) bool {
	b, ok := g.Fallback(c)
	return ok && len(c.Phones) > 0 && len(b.URLs) > 0
}
