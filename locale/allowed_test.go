package locale

// An allowance permits texts in one message that would otherwise count as
// typed facts or as strange spacing. Say why. It holds in every language.
type allowance struct {
	texts  []string
	reason string
}

// allowed lists the messages that may contain digits or the like, by key.
// Formats that a person is shown as an example are fine; anything with a
// source, a phone number, a deadline, an address, belongs into the facts.
var allowed = map[string]allowance{
	"field.mobile.example":       {[]string{"10"}, "how a mobile number looks"},
	"field.email.example":        {[]string{"name@example.org"}, "how an e-mail address looks; example.org is reserved for that"},
	"field.id4.example":          {[]string{"4"}, "how the field is to be filled"},
	"field.birthyear.example":    {[]string{"4"}, "how the field is to be filled"},
	"field.pin3.example":         {[]string{"3"}, "how the field is to be filled"},
	"fault.too-short.birthyear":  {[]string{"4"}, "how the field is to be filled"},
	"fault.too-short.pin3":       {[]string{"3"}, "how the field is to be filled"},
	"fault.too-long.birthyear":   {[]string{"4"}, "how the field is to be filled"},
	"fault.too-long.pin3":        {[]string{"3"}, "how the field is to be filled"},
	"fault.no-pin.text":          {[]string{"0"}, "how PIN codes look"},
	"answer.used.share":          {[]string{"1"}, "one in so many"},
	"fault.too-short.mobile":     {[]string{"10"}, "how a mobile number looks"},
	"fault.too-short.id4":        {[]string{"4"}, "how the field is to be filled"},
	"fault.too-long.mobile":      {[]string{"10", "+91"}, "how a mobile number looks"},
	"fault.too-long.id4":         {[]string{"4"}, "how the field is to be filled"},
	"fault.first-digit.text":     {[]string{"6, 7, 8", "9"}, "how a mobile number looks"},
	"fault.other-nation.text":    {[]string{"+91"}, "how a mobile number looks"},
	"answer.possible.share":      {[]string{"1"}, "one in so many"},
	"list.rate":                  {[]string{"1"}, "one in so many"},
	"index.policy_possible":      {[]string{"1"}, "one in so many"},
	"reason.foreign":             {[]string{".neem"}, "how files of lists are called"},
	"index.import_about":         {[]string{".neem"}, "how files of lists are called"},
	"supply.web_about":           {[]string{"https://"}, "how a web address begins"},
	"supply.bad_plain":           {[]string{"https://"}, "how a web address begins"},
	"supply.bad_address":         {[]string{"https://example.org/neem"}, "how a web address looks; example.org is reserved for that"},
	"supply.fingerprint_example": {[]string{"16"}, "how the field is to be filled"},
	"supply.fingerprint_bad":     {[]string{"16"}, "how the field is to be filled"},
	"start.no_graphics":          {[]string{"OpenGL 2.1"}, "what is missing, for who repairs the computer"},
	"many.spreadsheet":           {[]string{"CSV UTF-8"}, "what spreadsheet programs call it"},
	"many.fault.semicolons":      {[]string{"CSV UTF-8"}, "what spreadsheet programs call it"},
	"many.fault.workbook":        {[]string{"CSV UTF-8"}, "what spreadsheet programs call it"},
	"many.fault.encoding":        {[]string{"CSV UTF-8"}, "what spreadsheet programs call it"},
	"many.domain_example":        {[]string{"example.org"}, "how a domain looks; example.org is reserved for that"},
	"forget.sure":                {[]string{" "}, "the cursor stands behind it"},
	"terminal.prompt":            {[]string{"> "}, "the cursor stands behind it"},
	"terminal.hidden":            {[]string{": "}, "the cursor stands behind it"},
}
