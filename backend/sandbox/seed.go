package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// create makes the world of a first start. Callers hold mu.
func (s *Sandbox) create() {
	s.w = world{Seed: s.cfg.Seed, Faults: s.cfg.Faults, Subs: map[string]string{}}
	s.w.Incarnation = 1 // New raises it; ids made here must not repeat later ones
	s.w.Accounts = []*account{{ID: DefaultWABA, Name: "Harbour & Pine", Subscribed: true}}
	s.w.Numbers = []*number{{
		ID: DefaultNumber, AccountID: DefaultWABA, CC: "49", Digits: "493023125014", Name: "Harbour & Pine",
		Verified: true, Registered: true, RegisteredAt: s.now().Add(-30 * 24 * time.Hour).UnixMilli(), PIN: "246810",
		Profile: profile{
			About: "Outdoor gear, repaired for life.", Address: "Kastanienallee 12, 10435 Berlin",
			Description: "Tents, boots and rucksacks. We answer Monday to Saturday.", Email: "hello@harbour-pine.example",
			Websites: []string{"https://harbour-pine.example/"}, Vertical: "RETAIL",
		},
	}}
	s.w.Carrier = []*carrierNumber{
		{Country: "GB", MSISDN: "442079460958", Type: "landline", Features: []string{"VOICE", "SMS"}},
		{Country: "US", MSISDN: "14155550148", Type: "mobile-lvn", Features: []string{"VOICE", "SMS", "MMS"}},
		{Country: "DE", MSISDN: "493023125077", Type: "landline", Features: []string{"VOICE"}},
	}
	s.ix = indexOf(&s.w)
	if s.cfg.Empty {
		return
	}
	s.w.Templates = seedTemplates()
	for _, c := range seedCustomers() {
		if _, err := s.addCustomer(c); err != nil {
			panic("sandbox: seeded customers: " + err.Error()) // programmer error
		}
	}
}

// seedCustomers are people from several countries; their numbers lie in ranges
// kept for fiction where a country has one.
func seedCustomers() []Customer {
	return []Customer{
		{ID: "lena", Name: "Lena Hoffmann", Phone: "4915228817386", Country: "DE"},
		{ID: "maya", Name: "Maya Thompson", Phone: "14155550132", Country: "US"},
		{ID: "yousef", Name: "يوسف الحربي", Phone: "966555123045", Country: "SA"},
		// WhatsApp knows this one without the ninth digit that Brazilians dial.
		{ID: "beatriz", Name: "Beatriz Almeida 🌿", Phone: "553155550143", Country: "BR"},
		{ID: "jack", Name: "Jack Nguyen", Phone: "61491570156", Country: "AU", Username: "jack.onthetrail"},
		{ID: "tomas", Name: "Tomás Rivas", Country: "ES", Username: "tomas.rivas"},
		{ID: "astrid", Name: "Astrid Lindqvist", Phone: "46701740635", Country: "SE", NoReceipts: true},
	}
}

// opening is a message that a seeded customer writes to every live number.
type opening struct {
	customer string
	after    time.Duration
	content  func() Content
}

func say(text string) func() Content {
	return func() Content { return Content{Kind: KindText, Text: text} }
}

func openings() []opening {
	return []opening{
		{"lena", 0, say("Hallo! Ist das *Fjell 2* Zelt noch in Grün lieferbar?")},
		{"maya", 800 * time.Millisecond, say("Hi, my order 48213 arrived today but one pole is bent 😕")},
		{"maya", 1700 * time.Millisecond, func() Content {
			return Content{Kind: KindImage, Text: "This is how it came out of the box", Data: photo(640, 480), MIME: "image/jpeg"}
		}},
		{"yousef", 2500 * time.Millisecond, say("السلام عليكم، هل تشحنون إلى الرياض؟ وكم يستغرق التوصيل؟")},
		{"tomas", 3600 * time.Millisecond, say("Buenas, ¿puedo cambiar las botas por una talla 43?")},
		{"jack", 4700 * time.Millisecond, say("G'day, where can I pick up the rucksack? I'm around here until Friday:")},
		{"jack", 5300 * time.Millisecond, func() Content {
			return Content{
				Kind: KindLocation, Latitude: 52.5366, Longitude: 13.4147,
				Name: "Hostel at Mauerpark", Address: "Schwedter Straße, 10437 Berlin",
			}
		}},
		{"beatriz", 6500 * time.Millisecond, say("Oi! Vocês consertam zíper de barraca? 🏕️")},
		{"astrid", 8000 * time.Millisecond, say("Hej, I'd like to change the delivery address for my order, please.")},
	}
}

// scheduleFirst arranges that the customers greet each live number, once.
// Callers hold mu.
func (s *Sandbox) scheduleFirst() {
	if s.cfg.Pace.First < 0 {
		return
	}
	for _, n := range s.w.Numbers {
		if !n.Greeted && n.live(s.ix.accounts[n.AccountID]) {
			s.later(s.cfg.Pace.First, step{Kind: stepFirst, Ref: n.ID, Nth: -1})
		}
	}
}

// first begins the greetings of a number, or writes one of them. They begin
// only when the last of register and subscribe is Pace.First ago, because a
// relay that sets a number up does both and is ready after the second.
func (s *Sandbox) first(st *step) {
	n := s.ix.numbers[st.Ref]
	if n == nil || !n.live(s.ix.accounts[n.AccountID]) {
		return
	}
	if st.Nth >= 0 {
		o := openings()[st.Nth]
		if _, err := s.write(o.customer, n.ID, o.content(), s.now()); err != nil {
			s.log.Debug("a seeded customer did not write", "customer_id", o.customer, "err", err)
		}
		return
	}
	if n.Greeted {
		return
	}
	ready := time.UnixMilli(max(n.RegisteredAt, s.ix.accounts[n.AccountID].SubscribedAt)).Add(s.cfg.Pace.First)
	if rest := ready.Sub(s.now()); rest > 0 {
		s.later(min(rest, s.cfg.Pace.First), *st)
		return
	}
	n.Greeted = true
	for i, o := range openings() {
		if s.ix.customers[o.customer] != nil {
			// the whole opening runs at the pace of its beginning
			after := time.Duration(float64(o.after) * float64(s.cfg.Pace.First) / float64(usualFirst))
			s.later(after, step{Kind: stepFirst, Ref: n.ID, Nth: i})
		}
	}
}

// AddCarrierNumber rents another number at the carrier. Features are Vonage's:
// SMS, VOICE, MMS.
func (s *Sandbox) AddCarrierNumber(country, msisdn string, features ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rented(digitsOnly(msisdn)) != nil {
		return
	}
	s.w.Carrier = append(s.w.Carrier, &carrierNumber{
		Country: country, MSISDN: digitsOnly(msisdn), Type: "mobile-lvn", Features: slices.Clone(features),
	})
	s.touch()
}

func seedTemplates() []*template {
	positional := func(id, name, lang, category, status string, parts ...component) *template {
		return &template{
			ID: id, AccountID: DefaultWABA, Name: name, Language: lang, Category: category, Status: status,
			Format: "POSITIONAL", Components: parts,
		}
	}
	rejected := positional("594425479261606", "flash_sale", "en_US", "MARKETING", "REJECTED",
		body("Buy now {{1}}!!! Cheapest ever", "Sam"))
	rejected.Reason = "PROMOTIONAL"
	named := positional("594425479261604", "welcome_back", "en_US", "MARKETING", "APPROVED",
		component{Type: "BODY", Text: "Hi {{first_name}}, your {{product}} is back in stock. Shall we put one aside for you?",
			Example: raw(map[string]any{"body_text_named_params": []map[string]string{
				{"param_name": "first_name", "example": "Lena"}, {"param_name": "product", "example": "Fjell 2"},
			}})},
		quick("Yes, please", "No, thanks"))
	named.Format = "NAMED"
	return []*template{
		positional("594425479261601", "appointment_reminder", "en_US", "UTILITY", "APPROVED",
			component{Type: "HEADER", Format: "TEXT", Text: "Your appointment"},
			body("Hello {{1}}, this is a reminder of your fitting on {{2}} at {{3}}. See you then.", "Lena", "12 May", "10:30"),
			component{Type: "FOOTER", Text: "Harbour & Pine, Berlin"},
			quick("Confirm", "Reschedule")),
		positional("594425479261611", "appointment_reminder", "de", "UTILITY", "APPROVED",
			component{Type: "HEADER", Format: "TEXT", Text: "Ihr Termin"},
			body("Hallo {{1}}, wir erinnern an Ihren Termin am {{2}} um {{3}}. Bis dann.", "Lena", "12. Mai", "10:30"),
			component{Type: "FOOTER", Text: "Harbour & Pine, Berlin"},
			quick("Bestätigen", "Verschieben")),
		positional("594425479261602", "shipping_update", "en_US", "UTILITY", "APPROVED",
			component{Type: "HEADER", Format: "IMAGE", Example: raw(map[string]any{"header_handle": []string{"https://harbour-pine.example/parcel.jpg"}})},
			body("Good news, {{1}}: order {{2}} has left our workshop.", "Maya", "48213"),
			component{Type: "BUTTONS", Buttons: []tplButton{
				{Type: "URL", Text: "Track parcel", URL: "https://harbour-pine.example/track/{{1}}", Example: []string{"https://harbour-pine.example/track/48213"}},
				{Type: "PHONE_NUMBER", Text: "Call us", PhoneNumber: "+493023125014"},
			}}),
		positional("594425479261607", "invoice_ready", "en_US", "UTILITY", "APPROVED",
			component{Type: "HEADER", Format: "DOCUMENT", Example: raw(map[string]any{"header_handle": []string{"https://harbour-pine.example/invoice.pdf"}})},
			body("Hello {{1}}, here is the invoice for order {{2}}.", "Maya", "48213")),
		positional("594425479261608", "tent_care", "en_US", "MARKETING", "APPROVED",
			component{Type: "HEADER", Format: "VIDEO", Example: raw(map[string]any{"header_handle": []string{"https://harbour-pine.example/care.mp4"}})},
			body("Hi {{1}}, this is how your tent stays dry for years.", "Lena")),
		positional("594425479261603", "continue_conversation", "en_US", "UTILITY", "APPROVED",
			body("Hello {{1}}, we have an answer to your question. Reply here and we will carry on.", "Maya")),
		named,
		positional("594425479261605", "satisfaction_survey", "en_US", "MARKETING", "PENDING",
			body("Hi {{1}}, how did we do? It takes one minute.", "Jack")),
		rejected,
	}
}

func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("sandbox: seeded templates: " + err.Error()) // programmer error
	}
	return b
}

func body(text string, samples ...string) component {
	return component{Type: "BODY", Text: text, Example: raw(map[string]any{"body_text": [][]string{samples}})}
}

func quick(titles ...string) component {
	c := component{Type: "BUTTONS"}
	for _, t := range titles {
		c.Buttons = append(c.Buttons, tplButton{Type: "QUICK_REPLY", Text: strings.TrimSpace(t)})
	}
	return c
}
