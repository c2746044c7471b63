package handout

import "neem/locale"

// samples are invented sheets by name: with as much on them as a page has to
// hold, and with little.
func samples() map[string]*Sheet {
	return map[string]*Sheet{
		"en": english(), "hi": hindi(),
		"en-short": short(english()), "hi-short": short(hindi()),
		"en-long": long(english()), "hi-long": long(hindi()),
	}
}

func short(s *Sheet) *Sheet {
	s.Steps, s.Contacts, s.Notes = s.Steps[:3], s.Contacts[:3], s.Notes[:1]
	return s
}

// long is more than should ever be on a sheet.
func long(s *Sheet) *Sheet {
	more := s.Steps[1].Text
	for i := range s.Steps {
		s.Steps[i].Text += " " + more
	}
	s.Steps[0].Phones = []string{"1800 11 4949", "1800 4254 732"}
	return s
}

func english() *Sheet {
	return &Sheet{
		Language: locale.Language{Tag: "en"},
		Program:  "Neem – Data leak help",
		Title:    "Your plan: money has gone from your account",
		Steps: []SheetStep{
			{Title: "Call your bank", Text: "The number is on your card, your passbook or the bank's own website. Ask them to block the card, the account and UPI. Note the complaint number.", Note: "Now, today"},
			{Title: "Call the cybercrime helpline", Text: "A fast report may let banks hold the money. Have ready: your mobile number, the name of your bank, the transaction number, date and time.", Note: "Now, today", Phones: []string{"1930"}},
			{Title: "Complete the complaint online", Text: "Add screenshots, the other side's number and your bank statement. Write down the acknowledgement number and keep it with this sheet for the bank.", Note: "Within 24 hours, at cybercrime.gov.in"},
			{Title: "Change your passwords", Text: "Begin with your e-mail, because whoever has it can change all the others. Then the bank and the shops where your card is stored.", Note: "Today"},
			{Title: "See which SIMs are in your name", Text: "Look for numbers that you did not take. Mark each one as “Not my number”. A code (OTP) comes to your own phone by SMS.", Note: "This week, at sancharsaathi.gov.in"},
			{Title: "Look at your credit report", Text: "Somebody who has your details may take a loan in your name. Each company gives one full report free of charge every year. Dispute what is wrong.", Note: "This month, and again in three months"},
		},
		Never: Group{Title: "Never do this", Lines: []string{
			"Do not tell anybody an OTP, a PIN, the CVV on the back of a card or a password.",
			"Do not install an app or share your screen for a caller.",
			"Do not move money to a “safe” account. No bank and no police ask for that.",
			"Do not pay anybody who promises to bring lost money back.",
		}},
		ContactsTitle: "Whom to call",
		Contacts: []Contact{
			{Title: "Cybercrime helpline", Phones: []string{"1930"}, Text: "Call at once if money has gone.", Fallback: "No answer? cybercrime.gov.in", Standing: "The call is free · Checked on 14 November 2026"},
			{Title: "Emergency", Phones: []string{"112"}, Text: "If you are in danger, or someone threatens you or follows you home.", Fallback: "No answer? cybercrime.gov.in", Standing: "Day and night, every day · Checked on 14 November 2026"},
			{Title: "Report cybercrime online", Sites: []string{"cybercrime.gov.in"}, Text: "Any cybercrime, at any hour.", Standing: "Free · Checked on 14 November 2026"},
			{Title: "Aadhaar helpline", Phones: []string{"1947"}, Text: "Ask how to lock your Aadhaar. Nobody there needs your code (OTP).", Standing: "Checked on 14 November 2026"},
			{Title: "Bank ombudsman", Phones: []string{"14448"}, Sites: []string{"cms.rbi.org.in"}, Text: "If your bank does not answer within 30 days.", Standing: "8:00 am to 10:00 pm, Monday to Saturday · Checked on 14 November 2026"},
			{Title: "Insurance complaints", Phones: []string{"155255", "1800 4254 732"}, Text: "If somebody misuses your policy.", Standing: "The call is free · Checked on 2 October 2026"},
		},
		Notes: []string{
			"Made on 24 November 2026 with Neem. Not a government program.",
			"Phone numbers change. If one does not work, look on the back of your card or at cybercrime.gov.in.",
		},
	}
}

func hindi() *Sheet {
	return &Sheet{
		Language: locale.Language{Tag: "hi", Draft: true},
		Program:  "Neem – डेटा लीक में मदद",
		Title:    "आपकी योजना: खाते से पैसा चला गया",
		Steps: []SheetStep{
			{Title: "अपने बैंक को कॉल करें", Text: "नंबर आपके कार्ड, पासबुक या बैंक की अपनी वेबसाइट पर है। कार्ड, खाता और UPI बंद (ब्लॉक) करने को कहें। शिकायत नंबर लिख लें।", Note: "अभी, आज ही"},
			{Title: "साइबर क्राइम हेल्पलाइन को कॉल करें", Text: "जल्दी बताने पर बैंक पैसा रोक सकता है। यह तैयार रखें: आपका मोबाइल नंबर, बैंक का नाम, ट्रांज़ैक्शन नंबर (UTR), तारीख और समय।", Note: "अभी, आज ही", Phones: []string{"1930"}},
			{Title: "शिकायत ऑनलाइन पूरी करें", Text: "स्क्रीनशॉट, सामने वाले का नंबर और बैंक स्टेटमेंट जोड़ें। शिकायत नंबर (acknowledgement) लिख लें और इस काग़ज़ के साथ सँभालकर रखें।", Note: "24 घंटे के अंदर, cybercrime.gov.in पर"},
			{Title: "अपने पासवर्ड बदलें", Text: "ई-मेल से शुरू करें, क्योंकि जिसके पास ई-मेल है वह बाकी सब पासवर्ड बदल सकता है। फिर बैंक, और वे दुकानें जहाँ आपका कार्ड सेव है।", Note: "आज"},
			{Title: "देखें कि आपके नाम पर कौन-से SIM हैं", Text: "वे नंबर ढूँढें जो आपने नहीं लिए। हर ऐसे नंबर पर “Not my number” चुनें। आपके अपने फ़ोन पर SMS से एक कोड (OTP) आता है।", Note: "इसी हफ़्ते, sancharsaathi.gov.in पर"},
			{Title: "अपनी क्रेडिट रिपोर्ट देखें", Text: "जिसके पास आपकी जानकारी है, वह आपके नाम पर कर्ज़ ले सकता है। हर कंपनी साल में एक पूरी रिपोर्ट मुफ़्त देती है। जो ग़लत हो, उसकी शिकायत करें।", Note: "इसी महीने, और तीन महीने बाद फिर"},
		},
		Never: Group{Title: "ऐसा कभी न करें", Lines: []string{
			"OTP, पिन, कार्ड के पीछे लिखा CVV या पासवर्ड किसी को न बताएँ।",
			"फ़ोन करने वाले के कहने पर कोई ऐप न डालें और अपनी स्क्रीन न दिखाएँ।",
			"पैसा किसी “सुरक्षित” खाते में न भेजें। कोई बैंक या पुलिस ऐसा नहीं कहती।",
			"जो गया हुआ पैसा वापस लाने का वादा करे, उसे पैसे न दें।",
		}},
		ContactsTitle: "किसे कॉल करें",
		Contacts: []Contact{
			{Title: "साइबर क्राइम हेल्पलाइन", Phones: []string{"1930"}, Text: "पैसा चला गया हो तो तुरंत कॉल करें।", Fallback: "जवाब नहीं मिला? cybercrime.gov.in", Standing: "कॉल मुफ़्त है · 14 नवंबर 2026 को जाँचा गया"},
			{Title: "इमरजेंसी", Phones: []string{"112"}, Text: "ख़तरा हो, कोई धमकाए या घर तक पीछा करे, तो कॉल करें।", Fallback: "जवाब नहीं मिला? cybercrime.gov.in", Standing: "दिन-रात, हर दिन · 14 नवंबर 2026 को जाँचा गया"},
			{Title: "साइबर क्राइम की ऑनलाइन शिकायत", Sites: []string{"cybercrime.gov.in"}, Text: "हर साइबर क्राइम की शिकायत, किसी भी समय।", Standing: "मुफ़्त · 14 नवंबर 2026 को जाँचा गया"},
			{Title: "आधार हेल्पलाइन", Phones: []string{"1947"}, Text: "पूछें कि आधार लॉक कैसे करें। वहाँ किसी को आपका कोड (OTP) नहीं चाहिए।", Standing: "14 नवंबर 2026 को जाँचा गया"},
			{Title: "बैंक लोकपाल", Phones: []string{"14448"}, Sites: []string{"cms.rbi.org.in"}, Text: "अगर बैंक 30 दिन के अंदर जवाब न दे।", Standing: "सुबह 8:00 बजे से रात 10:00 बजे तक, सोमवार से शनिवार · 14 नवंबर 2026 को जाँचा गया"},
			{Title: "बीमा की शिकायत", Phones: []string{"155255", "1800 4254 732"}, Text: "अगर कोई आपकी पॉलिसी का ग़लत इस्तेमाल करे।", Standing: "कॉल मुफ़्त है · 2 अक्टूबर 2026 को जाँचा गया"},
		},
		Notes: []string{
			"24 नवंबर 2026 को Neem से बनाया गया। यह सरकारी प्रोग्राम नहीं है।",
			"यह अनुवाद अभी मसौदा है। हिन्दी जानने वाले किसी व्यक्ति ने इसे अभी जाँचा नहीं है।",
		},
	}
}
