package fonts

import (
	_ "embed"
	"unicode"
)

var (
	//go:embed NeemSansDevanagari-Regular.ttf
	devanagariRegular []byte
	//go:embed NeemSansDevanagari-Bold.ttf
	devanagariBold []byte
	//go:embed NeemSansMarathi-Regular.ttf
	marathiRegular []byte
	//go:embed NeemSansMarathi-Bold.ttf
	marathiBold []byte
	//go:embed NeemSansBengali-Regular.ttf
	bengaliRegular []byte
	//go:embed NeemSansBengali-Bold.ttf
	bengaliBold []byte
	//go:embed NeemSansTamil-Regular.ttf
	tamilRegular []byte
	//go:embed NeemSansTamil-Bold.ttf
	tamilBold []byte
	//go:embed NeemSansTelugu-Regular.ttf
	teluguRegular []byte
	//go:embed NeemSansTelugu-Bold.ttf
	teluguBold []byte
	//go:embed NeemSansKannada-Regular.ttf
	kannadaRegular []byte
	//go:embed NeemSansKannada-Bold.ttf
	kannadaBold []byte
	//go:embed NeemSansMalayalam-Regular.ttf
	malayalamRegular []byte
	//go:embed NeemSansMalayalam-Bold.ttf
	malayalamBold []byte
	//go:embed NeemSansGujarati-Regular.ttf
	gujaratiRegular []byte
	//go:embed NeemSansGujarati-Bold.ttf
	gujaratiBold []byte
	//go:embed NeemSansGurmukhi-Regular.ttf
	gurmukhiRegular []byte
	//go:embed NeemSansGurmukhi-Bold.ttf
	gurmukhiBold []byte
	//go:embed NeemSansOdia-Regular.ttf
	odiaRegular []byte
	//go:embed NeemSansOdia-Bold.ttf
	odiaBold []byte
	//go:embed NeemNaskh-Regular.ttf
	naskhRegular []byte
	//go:embed NeemNaskh-Bold.ttf
	naskhBold []byte
)

// faces lists the faces; where two have the same script, the first is for
// every language that no other names.
func faces() []Face {
	return []Face{
		{Family: "Neem Sans Devanagari", Enlarge: 1, file: "NeemSansDevanagari", script: "Deva", letters: unicode.Devanagari, regular: devanagariRegular, bold: devanagariBold},
		{Family: "Neem Sans Marathi", Enlarge: 1, file: "NeemSansMarathi", script: "Deva", letters: unicode.Devanagari, only: "mr", regular: marathiRegular, bold: marathiBold},
		{Family: "Neem Sans Bengali", Enlarge: 1, file: "NeemSansBengali", script: "Beng", letters: unicode.Bengali, regular: bengaliRegular, bold: bengaliBold},
		{Family: "Neem Sans Tamil", Enlarge: 1, file: "NeemSansTamil", script: "Taml", letters: unicode.Tamil, regular: tamilRegular, bold: tamilBold},
		{Family: "Neem Sans Telugu", Enlarge: 1, file: "NeemSansTelugu", script: "Telu", letters: unicode.Telugu, regular: teluguRegular, bold: teluguBold},
		{Family: "Neem Sans Kannada", Enlarge: 1, file: "NeemSansKannada", script: "Knda", letters: unicode.Kannada, regular: kannadaRegular, bold: kannadaBold},
		{Family: "Neem Sans Malayalam", Enlarge: 1, file: "NeemSansMalayalam", script: "Mlym", letters: unicode.Malayalam, regular: malayalamRegular, bold: malayalamBold},
		{Family: "Neem Sans Gujarati", Enlarge: 1, file: "NeemSansGujarati", script: "Gujr", letters: unicode.Gujarati, regular: gujaratiRegular, bold: gujaratiBold},
		{Family: "Neem Sans Gurmukhi", Enlarge: 1, file: "NeemSansGurmukhi", script: "Guru", letters: unicode.Gurmukhi, regular: gurmukhiRegular, bold: gurmukhiBold},
		{Family: "Neem Sans Odia", Enlarge: 1, file: "NeemSansOdia", script: "Orya", letters: unicode.Oriya, regular: odiaRegular, bold: odiaBold},
		{Family: "Neem Naskh", Enlarge: 1.15, file: "NeemNaskh", script: "Arab", letters: unicode.Arabic, regular: naskhRegular, bold: naskhBold},
	}
}

// ownNames are the languages' own names, which recipe.sh puts into every face.
func ownNames() []string {
	return []string{"हिन्दी", "मराठी", "বাংলা", "অসমীয়া", "தமிழ்", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "ગુજરાતી", "ਪੰਜਾਬੀ", "ଓଡ଼ିଆ", "اردو"}
}

// scripts are those of the faces. They stand here again so that a program that
// only asks for them does not carry the faces too.
func scripts() []string {
	return []string{"Deva", "Beng", "Taml", "Telu", "Knda", "Mlym", "Gujr", "Guru", "Orya", "Arab"}
}
