package wording

import (
	"neem/check/edition"
	"neem/locale"
)

// Edition says which edition of the guidance it is, and of which day.
func Edition(m *locale.Messages, e *edition.Edition) string {
	return m.Text("guidance.edition", locale.Args{"n": int64(e.Number), "date": e.Date})
}

// Origin says whether the guidance came with the program or after it.
func Origin(m *locale.Messages, installed bool) string {
	if installed {
		return m.Text("guidance.installed")
	}
	return m.Text("guidance.builtin")
}

// PassedOver says that an installed edition is not used, and why.
func PassedOver(m *locale.Messages, why *edition.Error) string {
	return m.Text("guidance.passed_over", locale.Args{"why": GuidanceReason(m, why.Reason)})
}

// GuidanceReason says why an edition is not used.
func GuidanceReason(m *locale.Messages, r edition.Reason) string {
	return m.Text("guidance.reason." + string(r))
}
