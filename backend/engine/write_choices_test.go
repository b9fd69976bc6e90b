package engine_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

func section(title string, rows ...string) wire.ChoiceSection {
	s := wire.ChoiceSection{Title: title}
	for _, r := range rows {
		name, about, _ := strings.Cut(r, "|")
		s.Rows = append(s.Rows, wire.Choice{Title: name, About: about})
	}
	return s
}

func buttonsOf(titles ...string) *wire.Choices {
	return &wire.Choices{Sections: []wire.ChoiceSection{section("", titles...)}}
}

func listOf(sections ...wire.ChoiceSection) *wire.Choices {
	return &wire.Choices{Open: "Open", Sections: sections}
}

func TestSend_aQuestionWithChoicesIsHeldAgainstWhatsAppsLimits(t *testing.T) {
	t.Parallel()
	ten := strings.Split("a b c d e f g h i j", " ")
	for name, x := range map[string]struct {
		text    string
		choices *wire.Choices
		want    string // the sentence's key, "" = it goes
	}{
		"three buttons":             {"When?", buttonsOf("Today", "Tomorrow", strings.Repeat("é", 20)), ""},
		"ten rows in two sections":  {"When?", listOf(section("Mon", ten[:5]...), section("Tue", ten[5:]...)), ""},
		"the same hour on two days": {"When?", listOf(section("Mon", "10:00|Monday"), section("Tue", "10:00|Tuesday")), ""},
		"longest list text":         {strings.Repeat("é", 4096), listOf(section("", "a")), ""},
		"no question":               {" ", buttonsOf("a"), "empty"},
		"question too long":         {strings.Repeat("é", 1025), buttonsOf("a"), "tooLong"},
		"nothing":                   {"When?", nil, "badChoices none"},
		"no buttons":                {"When?", &wire.Choices{}, "badChoices none"},
		"an empty section":          {"When?", listOf(section("a", "b"), section("c")), "badChoices none"},
		"four buttons":              {"When?", buttonsOf("a", "b", "c", "d"), "badChoices buttons"},
		"eleven rows":               {"When?", listOf(section("", append(slices.Clone(ten), "k")...)), "badChoices rows"},
		"button too long":           {"When?", buttonsOf(strings.Repeat("é", 21)), "badChoices long"},
		"button without a text":     {"When?", buttonsOf("a", " \u200b"), "badChoices untitled"},
		"button with a description": {"When?", buttonsOf("a|b"), "badChoices about"},
		"the same button twice":     {"When?", buttonsOf("a", " a"), "badChoices twice"},
		"the same row twice":        {"When?", listOf(section("x", "a|b"), section("y", "a|b")), "badChoices twice"},
		"row too long":              {"When?", listOf(section("", strings.Repeat("é", 25))), "badChoices long"},
		"description too long":      {"When?", listOf(section("", "a|"+strings.Repeat("é", 73))), "badChoices long"},
		"sections without titles":   {"When?", listOf(section("x", "a"), section("", "b")), "badChoices section"},
		"a line break":              {"When?", buttonsOf("a\nb"), "badChoices line"},
		"invisible opening button":  {"When?", &wire.Choices{Open: "\u200b", Sections: []wire.ChoiceSection{section("", "a")}}, "badChoices open"},
		"footer too long":           {"When?", &wire.Choices{Footer: strings.Repeat("é", 61), Sections: []wire.ChoiceSection{section("", "a")}}, "badChoices long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := talking(t)
			c := w.text("")
			c.Content = wire.SendContent{Kind: "interactive", Text: x.text, Choices: x.choices}
			_, err := w.command("ana", wire.CmdSend.Name, c)
			if got := keyOf(err); got != x.want {
				t.Fatalf("refused as %q (%v), want %q", got, err, x.want)
			}
			if err != nil && strings.Contains(words.Of(err), "badChoices") {
				t.Errorf("no sentence: %s", words.Of(err))
			}
		})
	}
}

// keyOf gives the subcode of a refusal, with its context if it is badChoices or noCard.
func keyOf(err error) string {
	var e *desk.Error
	if !errors.As(err, &e) {
		return ""
	}
	if why, _ := e.Params["context"].(string); why != "" && (e.Subcode == "badChoices" || e.Subcode == "noCard") {
		return e.Subcode + " " + why
	}
	return e.Subcode
}

func TestSend_aQuestionKeepsWhatComesBackWithTheAnswer(t *testing.T) {
	t.Parallel()
	w := talking(t)
	c := w.text("")
	c.Content = wire.SendContent{Kind: "interactive", Text: "When?", Choices: listOf(section("Mon", " 10:00 |early"), section("Tue", "11:00"))}
	c.Content.Choices.Footer = "Reply today"
	id := w.send("ana", c)
	m := w.message(id)
	if m.Text != "When?" || m.Choices == nil || m.Choices.Open != "Open" || m.Choices.Footer != "Reply today" {
		t.Fatalf("kept %+v, %+v", m.Text, m.Choices)
	}
	if got := m.Choices.Sections[0].Rows[0]; got != (desk.Choice{ID: id + ":1", Title: "10:00", About: "early"}) {
		t.Errorf("first row %+v", got)
	}
	if got := m.Choices.Sections[1].Rows[0].ID; got != id+":2" {
		t.Errorf("second row %q", got)
	}
	for _, word := range []string{"when?", "early", "11:00", "reply today"} {
		if !strings.Contains(m.SearchText(), word) {
			t.Errorf("%q is not found by %q", m.SearchText(), word)
		}
	}
	if twin, ok := m.Clone().(*desk.Message); !ok || &twin.Choices.Sections[0].Rows[0] == &m.Choices.Sections[0].Rows[0] {
		t.Error("a copy shares its rows")
	}
}

func TestResend_aQuestionHasButtonsOfItsOwn(t *testing.T) {
	t.Parallel()
	w := talking(t)
	c := w.text("")
	c.Content = wire.SendContent{Kind: "interactive", Text: "When?", Choices: buttonsOf("Today")}
	id := w.send("ana", c)
	w.ok("ana", wire.CmdCancel.Name, wire.MessageRef{MessageID: id})
	raw := w.ok("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: id})
	var again wire.SendResult
	if err := json.Unmarshal(raw, &again); err != nil {
		t.Fatal(err)
	}
	if got := w.message(again.MessageID).Choices.Sections[0].Rows[0].ID; got != again.MessageID+":1" {
		t.Errorf("its button is %q", got)
	}
	if got := w.message(id).Choices.Sections[0].Rows[0].ID; got != id+":1" {
		t.Errorf("the button of the first one is %q", got)
	}
}

// Guards the new number of a customer against being given away with a card of the former one.
func TestSend_aCardOfAFormerNumberLeadsToNobody(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.changesNumber("wamid.change")
	for number, want := range map[string]desk.PhoneNumber{customer: "", newPhone: newPhone} {
		c := w.text("")
		c.Content = wire.SendContent{Kind: "contacts", Card: &wire.SentCard{Name: "Ana", Phones: []wire.SentPhone{{Phone: "+" + number, Kind: "work"}}}}
		if got := w.message(w.send("ana", c)).Contacts[0].Numbers[0].WaID; got != want {
			t.Errorf("the card of %s leads to %q, want %q", number, got, want)
		}
	}
}

func TestSend_aContactCard(t *testing.T) {
	t.Parallel()
	good := wire.SentCard{Name: "Ana Bell", Company: " Lamps ", Phones: []wire.SentPhone{{Phone: "030 901820", Kind: "work"}}, Emails: []string{" ana@example.org"}}
	for name, x := range map[string]struct {
		change func(*wire.SentCard)
		want   string
	}{
		"as it should be":       {func(*wire.SentCard) {}, ""},
		"no name":               {func(c *wire.SentCard) { c.Name = " " }, "noName"},
		"no number":             {func(c *wire.SentCard) { c.Phones = nil }, "noCard phone"},
		"six numbers":           {func(c *wire.SentCard) { c.Phones = slices.Repeat(c.Phones, 6) }, "noCard phones"},
		"a number that is none": {func(c *wire.SentCard) { c.Phones[0].Phone = "12" }, "badNumber"},
		"a number for nothing":  {func(c *wire.SentCard) { c.Phones[0].Kind = "fax" }, "noCard kind"},
		"no e-mail address":     {func(c *wire.SentCard) { c.Emails[0] = "ana" }, "noCard email"},
		"six e-mail addresses":  {func(c *wire.SentCard) { c.Emails = slices.Repeat(c.Emails, 6) }, "noCard emails"},
		"company too long":      {func(c *wire.SentCard) { c.Company = strings.Repeat("é", 121) }, "longName"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := talking(t)
			card := good
			card.Phones, card.Emails = slices.Clone(good.Phones), slices.Clone(good.Emails)
			card.Phones[0].Phone = "+49 30 901820"
			x.change(&card)
			c := w.text("")
			c.Content = wire.SendContent{Kind: "contacts", Card: &card}
			raw, err := w.command("ana", wire.CmdSend.Name, c)
			if got := keyOf(err); got != x.want {
				t.Fatalf("refused as %q (%v), want %q", got, err, x.want)
			}
			if err != nil {
				return
			}
			var sent wire.SendResult
			if err := json.Unmarshal(raw, &sent); err != nil {
				t.Fatal(err)
			}
			got := w.message(sent.MessageID).Contacts
			if len(got) != 1 || got[0].Name != "Ana Bell" || got[0].Company != "Lamps" || got[0].Phones[0] != "+4930901820" || got[0].Numbers[0].Kind != desk.PhoneWork || got[0].Emails[0] != "ana@example.org" {
				t.Errorf("kept %+v", got)
			}
		})
	}
}
