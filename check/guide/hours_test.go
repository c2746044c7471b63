package guide_test

import (
	"testing"

	"neem/check/guide"
	"neem/locale"
)

// anyFacts know every fact, so that the words load without the data.
type anyFacts struct{}

func (anyFacts) Fact(string) (string, bool) { return "fact", true }

func TestHoursIn(t *testing.T) {
	words, err := locale.Load(anyFacts{})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		hours  guide.Hours
		en, hi string
	}{
		{guide.Hours{Always: true}, "Day and night, every day", "दिन-रात, हर दिन"},
		{guide.Hours{Days: guide.Daily, From: "08:00", To: "20:00"}, "8 am to 8 pm, every day", "सुबह 8 बजे से रात 8 बजे तक, हर दिन"},
		{
			guide.Hours{Days: guide.MonSat, From: "08:00", To: "22:00", NotHolidays: true, RecordedAlways: true},
			"8 am to 10 pm, Monday to Saturday. Closed on national holidays. A recorded voice answers at other times",
			"सुबह 8 बजे से रात 10 बजे तक, सोमवार से शनिवार। राष्ट्रीय छुट्टियों पर बंद। बाकी समय रिकॉर्ड की हुई आवाज़ जवाब देती है",
		},
	}
	for _, tt := range tests {
		if got := tt.hours.In(words.Messages("en")); got != tt.en {
			t.Errorf("in English: %q, want %q", got, tt.en)
		}
		if got := tt.hours.In(words.Messages("hi")); got != tt.hi {
			t.Errorf("in Hindi: %q, want %q", got, tt.hi)
		}
	}
}
