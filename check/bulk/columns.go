package bulk

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"neem/check"
	"neem/check/detail"
	"neem/check/table"
)

// names are what people call the columns of each kind, the surest name first, in one
// language after the other: English, Hindi, Tamil, Urdu, Bengali, Marathi, Telugu,
// Gujarati, Kannada, Malayalam, Punjabi, Odia, Assamese. Capitals, spaces and signs do
// not count.
func names() map[detail.Kind][]string {
	return map[detail.Kind][]string{
		detail.Mobile: {
			"mobile", "mobile no", "mobile number", "mobile phone", "cell", "cell phone", "cell number", "whatsapp", "whatsapp no", "whatsapp number", "phone", "phone no", "phone number", "contact no", "contact number", "telephone", "tel",
			"मोबाइल", "मोबाइल नं", "मोबाइल नंबर", "फ़ोन", "फोन", "फ़ोन नंबर", "फोन नंबर",
			"கைபேசி", "கைபேசி எண்", "மொபைல்", "மொபைல் எண்", "அலைபேசி எண்", "தொலைபேசி", "தொலைபேசி எண்",
			"موبائل", "موبائل نمبر", "فون", "فون نمبر",
			"মোবাইল নম্বর", "মোবাইল", "ফোন নম্বর", "ফোন", "মোবাইল নং",
			"मोबाईल नंबर", "मोबाइल क्रमांक", "भ्रमणध्वनी क्रमांक",
			"మొబైల్ నంబర్", "మొబైల్ నంబరు", "మొబైల్", "సెల్ నంబర్", "ఫోన్ నంబర్",
			"મોબાઇલ નંબર", "મોબાઈલ નંબર", "મોબાઇલ", "મોબાઇલ નં", "ફોન નંબર",
			"ಮೊಬೈಲ್ ಸಂಖ್ಯೆ", "ಮೊಬೈಲ್", "ಮೊಬೈಲ್ ನಂಬರ್", "ಫೋನ್ ಸಂಖ್ಯೆ", "ದೂರವಾಣಿ ಸಂಖ್ಯೆ",
			"മൊബൈൽ നമ്പർ", "മൊബൈൽ", "ഫോൺ നമ്പർ", "മൊബൈൽ നം", "ഫോൺ",
			"ਮੋਬਾਈਲ ਨੰਬਰ", "ਮੋਬਾਈਲ", "ਫ਼ੋਨ ਨੰਬਰ", "ਫੋਨ ਨੰਬਰ", "ਮੋਬਾਇਲ ਨੰਬਰ",
			"ମୋବାଇଲ ନମ୍ବର", "ମୋବାଇଲ", "ଫୋନ୍ ନମ୍ବର", "ମୋବାଇଲ୍ ନମ୍ବର", "ଫୋନ ନମ୍ବର",
			"ম’বাইল নম্বৰ", "মোবাইল নম্বৰ", "ম’বাইল", "ফোন নম্বৰ", "দূৰভাষ নম্বৰ",
		},
		detail.Email: {
			"email", "email address", "email id", "mail", "mail id",
			"ईमेल", "ईमेल पता",
			"மின்னஞ்சல்", "மின்னஞ்சல் முகவரி", "ஈமெயில்",
			"ای میل", "ای میل پتہ",
			"ই-মেল", "ইমেল", "ইমেইল", "ই-মেইল", "ই-মেল ঠিকানা",
			"ई-मेल", "ईमेल आयडी", "ई-मेल पत्ता", "ईमेल पत्ता",
			"ఈమెయిల్", "ఈమెయిల్ ఐడి", "ఇమెయిల్", "ఈమెయిల్ అడ్రస్", "మెయిల్ ఐడి",
			"ઈમેલ", "ઈમેલ સરનામું", "ઈમેલ આઈડી", "ઇમેલ", "ઈમેઇલ",
			"ಇಮೇಲ್", "ಇಮೇಲ್ ವಿಳಾಸ", "ಇಮೇಲ್ ಐಡಿ", "ಈಮೇಲ್", "ಮಿಂಚಂಚೆ",
			"ഇമെയിൽ", "ഇമെയിൽ വിലാസം", "ഇമെയിൽ ഐഡി", "ഈമെയിൽ", "മെയിൽ ഐഡി",
			"ਈਮੇਲ", "ਈਮੇਲ ਪਤਾ", "ਈ-ਮੇਲ", "ਈਮੇਲ ਆਈਡੀ",
			"ଇମେଲ", "ଇମେଲ ଠିକଣା", "ଇ-ମେଲ", "ଇମେଲ୍", "ଇ-ମେଲ୍",
			"ইমেইল ঠিকনা", "ইমেইল আইডি",
		},
		detail.ID4: {
			"id4", "id last four", "id last 4", "last four of id", "last 4 of id", "last four digits of id", "last 4 digits of id", "last four", "last 4", "last four digits", "last 4 digits", "aadhaar last four", "aadhaar last 4", "last four of aadhaar", "last 4 of aadhaar",
			"पहचान पत्र के आखिरी चार", "आखिरी चार अंक", "अंतिम चार अंक",
			"கடைசி நான்கு", "கடைசி நான்கு இலக்கங்கள்",
			"آخری چار", "آخری چار ہندسے",
			"আধারের শেষ চারটি সংখ্যা", "শেষ চার সংখ্যা", "আধারের শেষ চার অঙ্ক", "পরিচয়পত্রের শেষ চার সংখ্যা",
			"आधारचे शेवटचे चार अंक", "आधार शेवटचे चार अंक", "ओळखपत्राचे शेवटचे चार अंक", "आयडीचे शेवटचे चार अंक", "शेवटचे चार अंक",
			"ఆధార్ చివరి నాలుగు అంకెలు", "ఐడి చివరి నాలుగు అంకెలు", "చివరి నాలుగు అంకెలు", "ఆధార్ చివరి నాలుగు",
			"આધારના છેલ્લા ચાર આંકડા", "છેલ્લા ચાર આંકડા", "આધારના છેલ્લા ચાર અંક", "ઓળખપત્રના છેલ્લા ચાર આંકડા", "ઓળખપત્રના છેલ્લા ચાર અક્ષર",
			"ಐಡಿಯ ಕೊನೆಯ ನಾಲ್ಕು ಅಂಕಿಗಳು", "ಆಧಾರ್ ಕೊನೆಯ ನಾಲ್ಕು ಅಂಕಿಗಳು", "ಕೊನೆಯ ನಾಲ್ಕು ಅಂಕಿಗಳು", "ಐಡಿಯ ಕೊನೆಯ ನಾಲ್ಕು ಅಕ್ಷರಗಳು",
			"ആധാർ അവസാന നാല് അക്കങ്ങൾ", "ആധാറിന്റെ അവസാന നാല് അക്കങ്ങൾ", "അവസാന നാല് അക്കങ്ങൾ", "അവസാന നാലക്കം", "തിരിച്ചറിയൽ രേഖയുടെ അവസാന നാല് അക്കങ്ങൾ",
			"ਪਛਾਣ ਪੱਤਰ ਦੇ ਆਖ਼ਰੀ ਚਾਰ ਅੰਕ", "ਆਧਾਰ ਦੇ ਆਖ਼ਰੀ ਚਾਰ ਅੰਕ", "ਆਧਾਰ ਦੇ ਆਖਰੀ ਚਾਰ ਅੰਕ", "ਆਖ਼ਰੀ ਚਾਰ ਅੰਕ",
			"ଆଧାରର ଶେଷ ଚାରି ଅଙ୍କ", "ଶେଷ ଚାରି ଅଙ୍କ", "ଶେଷ ଚାରି ଅକ୍ଷର", "ପରିଚୟ ପତ୍ରର ଶେଷ ଚାରି ଅଙ୍କ",
			"আধাৰৰ শেষৰ চাৰিটা সংখ্যা", "পৰিচয়পত্ৰৰ শেষৰ চাৰিটা সংখ্যা", "শেষৰ চাৰিটা সংখ্যা", "শেষৰ চাৰিটা",
		},
		detail.BirthYear: {
			"birthyear", "year of birth", "yob",
			"जन्म वर्ष", "जन्म का साल",
			"பிறந்த ஆண்டு",
			"سال پیدائش", "پیدائش کا سال",
			"জন্মের বছর", "জন্মসাল", "জন্মবছর", "জন্ম সাল",
			"जन्मवर्ष", "जन्माचे वर्ष", "जन्म साल",
			"పుట్టిన సంవత్సరం", "జన్మ సంవత్సరం", "జనన సంవత్సరం",
			"જન્મ વર્ષ", "જન્મનું વર્ષ", "જન્મવર્ષ", "જન્મ સાલ",
			"ಹುಟ್ಟಿದ ವರ್ಷ", "ಜನ್ಮ ವರ್ಷ", "ಜನನ ವರ್ಷ", "ಜನಿಸಿದ ವರ್ಷ",
			"ജനിച്ച വർഷം", "ജനന വർഷം", "ജനിച്ച കൊല്ലം",
			"ਜਨਮ ਦਾ ਸਾਲ", "ਜਨਮ ਸਾਲ", "ਜਨਮ ਵਰ੍ਹਾ",
			"ଜନ୍ମ ବର୍ଷ", "ଜନ୍ମବର୍ଷ", "ଜନ୍ମ ସାଲ", "ଜନ୍ମ ସନ",
			"জন্মৰ বছৰ", "জন্ম বছৰ", "জন্মৰ চন",
		},
		detail.PIN3: {
			"pin3", "pin code", "pin", "pin first three", "pin first 3", "postal code", "post code",
			"पिन कोड", "पिन",
			"பின்கோடு", "அஞ்சல் குறியீடு",
			"پن کوڈ",
			"পিন কোড", "পিনকোড", "ডাকঘরের পিন কোড", "পোস্ট কোড", "পোস্টাল কোড",
			"पिनकोड", "पिन क्रमांक", "पोस्टल कोड",
			"పిన్ కోడ్", "పోస్టల్ కోడ్",
			"પિન કોડ", "પિનકોડ", "પીન કોડ", "પીનકોડ",
			"ಪಿನ್ ಕೋಡ್", "ಪಿನ್ಕೋಡ್", "ಅಂಚೆ ಪಿನ್ ಕೋಡ್", "ಅಂಚೆ ಕೋಡ್", "ಅಂಚೆ ಸೂಚ್ಯಂಕ",
			"പിൻകോഡ്", "തപാൽ പിൻകോഡ്", "പോസ്റ്റൽ കോഡ്", "പോസ്റ്റൽ പിൻകോഡ്",
			"ਪਿਨ ਕੋਡ", "ਪਿੰਨ ਕੋਡ", "ਪਿਨਕੋਡ", "ਡਾਕ ਪਿਨ ਕੋਡ",
			"ପିନ୍ କୋଡ୍", "ପିନକୋଡ", "ପିନ କୋଡ", "ପିନ୍କୋଡ୍", "ଡାକ କୋଡ",
			"পিন ক’ড", "ডাক ক’ড",
		},
	}
}

// Suggest says which columns seem to hold what, by their names.
func Suggest(head []string) map[detail.Kind]string {
	called := map[string]string{} // of columns that are called alike, the first
	for _, h := range slices.Backward(head) {
		called[plain(h)] = strings.TrimSpace(h)
	}
	columns := map[detail.Kind]string{}
	for kind, known := range names() {
		for _, name := range known {
			if h, ok := called[plain(name)]; ok {
				columns[kind] = h
				break
			}
		}
	}
	return columns
}

// plain keeps the letters and digits of a name, small ones, with what stands
// above and below them.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, chillus().Replace(norm.NFKC.String(name)))
}

// chillus brings the older spelling of Malayalam letters without a vowel, with a
// joiner, to the newer one: Unicode has no rule for that (The Unicode Standard, 12.9).
func chillus() *strings.Replacer {
	const virama, joiner = "\u0d4d", "\u200d"
	return strings.NewReplacer(
		"ണ"+virama+joiner, "ൺ", "ന"+virama+joiner, "ൻ", "ര"+virama+joiner, "ർ",
		"ല"+virama+joiner, "ൽ", "ള"+virama+joiner, "ൾ", "ക"+virama+joiner, "ൿ")
}

// needed leaves out the columns of what no list would look at: details that are
// not needed are not read. Where no list looks at any, those that stand for
// themselves are kept, so that "cannot tell" is said of each.
func needed(columns map[detail.Kind]string, kinds []detail.Kind) map[detail.Kind]string {
	usable := maps.Clone(columns)
	maps.DeleteFunc(usable, func(k detail.Kind, _ string) bool { return !slices.Contains(kinds, k) })
	for k := range usable {
		if k.Direct() {
			return usable
		}
	}
	maps.DeleteFunc(columns, func(k detail.Kind, _ string) bool { return !k.Direct() })
	return columns
}

// A mapper makes questions of rows.
type mapper struct {
	direct, beside []column
	reference      int // -1: none
}

type column struct {
	kind detail.Kind
	at   int
}

// newMapper finds the columns in the first line.
func newMapper(head []string, columns map[detail.Kind]string, reference string) (mapper, error) {
	m := mapper{reference: -1}
	taken := map[int]bool{}
	find := func(name string) (int, error) {
		at, err := table.Column(head, name)
		switch {
		case errors.Is(err, table.ErrNoColumn):
			return 0, unusable(NoColumn, "%w (the first line has %d columns; it must be a line of column names)", err, len(head))
		case err != nil:
			return 0, unusable(TwoColumns, "%w", err)
		case taken[at]:
			return 0, unusable(TwoColumns, "the column %q is named twice, and can be one thing only", strings.TrimSpace(name))
		}
		taken[at] = true
		return at, nil
	}
	for _, kind := range detail.Kinds() {
		name, ok := columns[kind]
		if !ok {
			continue
		}
		if kind == detail.Password {
			return m, unusable(NoColumn, "passwords do not belong in a table, and are not read from one")
		}
		at, err := find(name)
		if err != nil {
			return m, err
		}
		if kind.Direct() {
			m.direct = append(m.direct, column{kind, at})
		} else {
			m.beside = append(m.beside, column{kind, at})
		}
	}
	for kind := range columns {
		if !slices.Contains(detail.Kinds(), kind) {
			return m, unusable(NoColumn, "columns can hold %v, not %q", detail.Kinds(), string(kind))
		}
	}
	if len(m.direct) == 0 {
		return m, unusable(NoColumn, "no column for mobile numbers or e-mail addresses is named (the first line has %d columns; it must be a line of column names)", len(head))
	}
	if reference != "" {
		at, err := find(reference)
		if err != nil {
			return m, named("the reference", err)
		}
		m.reference = at
	}
	return m, nil
}

// A row is what is asked about one row of the input.
type row struct {
	number    int64 // of its line, or of the entry of a domain search
	reference string
	queries   []check.Query
	faults    []fault
}

// A fault is why something of a row was not asked.
type fault struct {
	kind detail.Kind // "" for the whole row
	err  error
}

// errNothing is the fault of a row without any direct identifier.
var errNothing = errors.New("in the columns that are read is neither a mobile number nor an e-mail address")

// row makes a question of each direct identifier, with what stands beside it.
// An empty cell is no fault, as long as there is something to ask. A faulty
// part leaves the question without it: lists that need it cannot tell then.
func (m mapper) row(number int64, fields []string) row {
	r := row{number: number}
	if m.reference >= 0 {
		// A copy, because fields share the memory of the whole row.
		r.reference = strings.Clone(strings.TrimSpace(fields[m.reference]))
	}
	parse := func(columns []column) (details []detail.Detail) {
		for _, c := range columns {
			text := fields[c.at]
			if c.kind == detail.PIN3 {
				text = district(text)
			}
			d, err := detail.Parse(c.kind, text)
			if ie, ok := errors.AsType[*detail.InvalidError](err); ok && ie.Fault == detail.Empty {
				continue
			}
			if err != nil {
				r.faults = append(r.faults, fault{c.kind, err})
				continue
			}
			details = append(details, d)
		}
		return details
	}
	direct := parse(m.direct)
	beside := parse(m.beside)
	if len(direct) == 0 && !slices.ContainsFunc(r.faults, func(f fault) bool { return f.kind.Direct() }) {
		r.faults = append(r.faults, fault{err: errNothing})
	}
	for _, d := range direct {
		q, err := check.NewQuery(d, beside...)
		if err != nil {
			r.faults = append(r.faults, fault{d.Kind(), err})
			continue
		}
		r.queries = append(r.queries, q)
	}
	return r
}

// district cuts a whole PIN code, which registers have, to its sorting district,
// which is all that lists use. Whole IDs and dates are not cut: they should not
// be in the table.
func district(pin string) string {
	digits := strings.Join(strings.Fields(detail.LatinDigits(pin)), "")
	if len(digits) == 6 && strings.Trim(digits, "0123456789") == "" {
		return digits[:3]
	}
	return pin
}
