package sandbox

import "strings"

// mostButtons are how many of a type a template may have.
var mostButtons = map[string]int{
	"QUICK_REPLY": 10, "URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "FLOW": 1, "REQUEST_CONTACT_INFO": 1,
}

func (t *template) checkButtons() *apiError {
	b := t.part("BUTTONS")
	if b == nil {
		return nil
	}
	bad := func(why string) *apiError { return graphErr(100, "Buttons: "+why) }
	if len(b.Buttons) < 1 || len(b.Buttons) > 10 {
		return bad("a template has 1 to 10.")
	}
	have := map[string]int{}
	for i, x := range b.Buttons {
		have[x.Type]++
		most, known := mostButtons[x.Type]
		switch {
		case !known:
			return bad("the type is not known.")
		case have[x.Type] > most:
			return bad("too many of one type.")
		case x.Type == "QUICK_REPLY" && have[x.Type] > 1 && b.Buttons[i-1].Type != x.Type:
			return bad("quick replies must stand together.")
		}
		if fail := x.check(); fail != "" {
			return bad(fail)
		}
	}
	return nil
}

// check says what is wrong with one button, or "".
func (b tplButton) check() string {
	long := func(s string, most int) bool { return len([]rune(s)) > most }
	if b.Type != "COPY_CODE" && (b.Text == "" || long(b.Text, 25)) {
		return "a button's text has 1 to 25 characters."
	}
	switch b.Type {
	case "URL":
		names := variables(b.URL)
		switch {
		case b.URL == "" || long(b.URL, 2000) || !strings.HasPrefix(b.URL, "http"):
			return "a url has 1 to 2000 characters and begins with http."
		case len(names) > 1 || len(names) == 1 && !strings.HasSuffix(b.URL, "}}"):
			return "a url has one variable at most, at its end."
		case len(names) != len(b.Example):
			return "the variable of a url needs an example."
		}
	case "PHONE_NUMBER":
		if b.PhoneNumber == "" || long(b.PhoneNumber, 20) {
			return "a phone number has 1 to 20 characters."
		}
	case "COPY_CODE":
		if len(b.Example) != 1 || long(b.Example[0], 20) {
			return "a code to copy needs an example of at most 20 characters."
		}
	}
	return ""
}
