package sandbox

import "encoding/json"

// world is everything that is kept over a restart.
type world struct {
	Seed        int64             `json:"seed"`
	Incarnation uint64            `json:"incarnation"` // of the process; part of every id
	Counter     uint64            `json:"counter"`
	Accounts    []*account        `json:"accounts"`
	Numbers     []*number         `json:"numbers"`
	Carrier     []*carrierNumber  `json:"carrier"`
	SMSOut      []*vonageSMS      `json:"smsOut,omitempty"`
	VonageApps  []*vonageApp      `json:"vonageApps,omitempty"`
	AccountSMS  *string           `json:"accountSms,omitempty"` // the carrier account's address for SMS; nil = never set: Targets.Vonage
	Templates   []*template       `json:"templates"`
	Created     []int64           `json:"created,omitempty"` // stamps of new templates, of the last hour
	Freed       map[string]int64  `json:"freed,omitempty"`   // name of a deleted template → when it may be used again
	Customers   []*Customer       `json:"customers"`
	Threads     []*thread         `json:"threads"`
	Media       []*media          `json:"media"`
	Pending     []*delivery       `json:"pending"`
	Steps       []*step           `json:"steps"`
	Faults      Faults            `json:"faults"`
	Subs        map[string]string `json:"subs"` // app id → callback set through the API
	Grants      []*grant          `json:"grants,omitempty"`
	Twilio      *twilioWorld      `json:"twilio,omitempty"`

	askedFor
}

// account is a WhatsApp business account (WABA).
type account struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Subscribed   bool   `json:"subscribed"`
	SubscribedAt int64  `json:"subscribedAt"`
	Override     string `json:"override,omitempty"` // callback for message fields
}

// number is a business phone number as Meta knows it.
type number struct {
	ID           string  `json:"id"`
	AccountID    string  `json:"accountId"`
	CC           string  `json:"cc"`
	Digits       string  `json:"digits"` // with country code, without +
	Name         string  `json:"name"`
	Verified     bool    `json:"verified"`
	Registered   bool    `json:"registered"`
	RegisteredAt int64   `json:"registeredAt"`
	PIN          string  `json:"pin,omitempty"`
	Registers    []int64 `json:"registers,omitempty"`   // stamps, for 133016
	Deregisters  []int64 `json:"deregisters,omitempty"` // the same
	Requests     []int64 `json:"requests,omitempty"`    // request_code stamps
	Code         string  `json:"code,omitempty"`
	CodeSentAt   int64   `json:"codeSentAt"`
	CodeDies     int64   `json:"codeDies"`
	WrongCodes   int     `json:"wrongCodes"`
	LastText     string  `json:"lastText"` // what the handset of the number got last
	Profile      profile `json:"profile"`
	Greeted      bool    `json:"greeted"` // the seeded customers have written
	IdentityKeys bool    `json:"identityKeys"`
	OnPhone      bool    `json:"onPhone,omitempty"` // also in use in the WhatsApp Business app
	OnPhoneState onPhone `json:"onPhoneState,omitzero"`
	NewName      string  `json:"newName,omitempty"`   // approved, but in effect only after the next register
	Override     string  `json:"override,omitempty"`  // callback of this number's own
	Quality      string  `json:"quality,omitempty"`   // "" = GREEN
	Tier         string  `json:"tier,omitempty"`      // "" = TIER_250
	NameState    string  `json:"nameState,omitempty"` // "" = APPROVED
	From         string  `json:"from,omitempty"`      // the number in another account that it takes over when it is registered
}

// status is Meta's word for the state of the number.
func (n *number) status() string {
	switch {
	case n.Registered:
		return "CONNECTED"
	case n.Verified:
		return "DISCONNECTED"
	default:
		return "PENDING"
	}
}

// profile is a WhatsApp business profile.
type profile struct {
	About       string   `json:"about"`
	Address     string   `json:"address"`
	Description string   `json:"description"`
	Email       string   `json:"email"`
	Websites    []string `json:"websites"`
	Vertical    string   `json:"vertical"`
	Picture     string   `json:"picture,omitempty"` // media id
}

// carrierNumber is a number that is rented at the carrier.
type carrierNumber struct {
	Country  string   `json:"country"`
	MSISDN   string   `json:"msisdn"`
	Type     string   `json:"type"`
	Features []string `json:"features"`
	URL      string   `json:"url,omitempty"` // moHttpUrl
	AppID    string   `json:"appId,omitempty"`

	VoiceType  string `json:"voiceType,omitempty"`
	VoiceValue string `json:"voiceValue,omitempty"`
}

// template is a message template of an account.
type template struct {
	ID         string      `json:"id"`
	AccountID  string      `json:"accountId"`
	Name       string      `json:"name"`
	Language   string      `json:"language"`
	Category   string      `json:"category"`
	Status     string      `json:"status"`
	Format     string      `json:"format"` // POSITIONAL or NAMED
	Reason     string      `json:"reason,omitempty"`
	Quality    string      `json:"quality,omitempty"` // "" = not rated
	Components []component `json:"components"`
	Edits      []int64     `json:"edits,omitempty"` // stamps, while it was approved
}

type component struct {
	Type    string          `json:"type"`
	Format  string          `json:"format,omitempty"`
	Text    string          `json:"text,omitempty"`
	Buttons []tplButton     `json:"buttons,omitempty"`
	Example json.RawMessage `json:"example,omitempty"`

	Advice bool `json:"add_security_recommendation,omitempty"` // of a login code's body
}

type tplButton struct {
	Type        string   `json:"type"`
	Text        string   `json:"text"`
	URL         string   `json:"url,omitempty"`
	PhoneNumber string   `json:"phone_number,omitempty"`
	Example     []string `json:"example,omitempty"`
	OTP         string   `json:"otp_type,omitempty"`
}

func (t *template) part(kind string) *component {
	for i := range t.Components {
		if t.Components[i].Type == kind {
			return &t.Components[i]
		}
	}
	return nil
}

// thread is one customer's conversation with one business number, as it lies
// on the customer's phone.
type thread struct {
	NumberID   string     `json:"numberId"`
	CustomerID string     `json:"customerId"`
	LastIn     int64      `json:"lastIn"` // newest stamp of the customer; the window
	Unread     int        `json:"unread"` // of the business's messages, on the phone
	Typing     int64      `json:"typing"` // since when the business types; it ends by itself
	Messages   []*Message `json:"messages"`
}

// keepMessages bounds a thread's transcript; what is older falls off the
// pretend phone.
const keepMessages = 2000

// media is the description of stored bytes; the bytes are in index.bytes or
// in the media folder.
type media struct {
	ID       string `json:"id"`
	NumberID string `json:"numberId"`
	MIME     string `json:"mime"`
	SHA256   string `json:"sha256"` // hex
	Size     int    `json:"size"`
	Inbound  bool   `json:"inbound"`
	Dies     int64  `json:"dies"`
}

// index finds things in the world.
type index struct {
	accounts  map[string]*account
	numbers   map[string]*number
	customers map[string]*Customer
	phones    map[string]*Customer // every accepted spelling of the digits
	users     map[string]*Customer // by business-scoped user id
	threads   map[threadKey]*thread
	messages  map[string]located
	handles   map[string]string // handle → message id
	media     map[string]*media
	bytes     map[string][]byte
}

type threadKey struct{ number, customer string }

type located struct {
	t *thread
	m *Message
}

func indexOf(w *world) index {
	ix := index{
		accounts: map[string]*account{}, numbers: map[string]*number{},
		customers: map[string]*Customer{}, phones: map[string]*Customer{}, users: map[string]*Customer{},
		threads: map[threadKey]*thread{}, messages: map[string]located{}, handles: map[string]string{},
		media: map[string]*media{}, bytes: map[string][]byte{},
	}
	for _, a := range w.Accounts {
		ix.accounts[a.ID] = a
	}
	for _, n := range w.Numbers {
		ix.numbers[n.ID] = n
	}
	for _, c := range w.Customers {
		ix.addCustomer(c)
	}
	for _, t := range w.Threads {
		ix.threads[threadKey{t.NumberID, t.CustomerID}] = t
		for _, m := range t.Messages {
			ix.messages[m.ID] = located{t, m}
			ix.handles[handle(m.ID)] = m.ID
		}
	}
	for _, m := range w.Media {
		ix.media[m.ID] = m
	}
	return ix
}

func (ix *index) addCustomer(c *Customer) {
	ix.customers[c.ID] = c
	ix.users[c.UserID] = c
	for _, p := range spellings(c.Phone) {
		ix.phones[p] = c
	}
}

// spellings lists the digits under which a phone number is reached. Brazilian
// mobile numbers outside the big cities are known to WhatsApp without their
// ninth digit, Mexican ones with a 1 after the country code.
func spellings(digits string) []string {
	switch {
	case digits == "":
		return nil
	case len(digits) == 12 && digits[:2] == "55":
		return []string{digits, digits[:4] + "9" + digits[4:]}
	case len(digits) == 13 && digits[:2] == "55" && digits[4] == '9':
		return []string{digits, digits[:4] + digits[5:]}
	case len(digits) == 13 && digits[:3] == "521":
		return []string{digits, "52" + digits[3:]}
	case len(digits) == 12 && digits[:2] == "52":
		return []string{digits, "521" + digits[2:]}
	}
	return []string{digits}
}

// talk returns the thread of a number and a customer, made if need be. Callers
// hold mu.
func (s *Sandbox) talk(numberID, customerID string) *thread {
	k := threadKey{numberID, customerID}
	if t := s.ix.threads[k]; t != nil {
		return t
	}
	t := &thread{NumberID: numberID, CustomerID: customerID}
	s.w.Threads = append(s.w.Threads, t)
	s.ix.threads[k] = t
	return t
}

// keep appends m to t. Callers hold mu.
func (s *Sandbox) keep(t *thread, m *Message) {
	t.Messages = append(t.Messages, m)
	s.ix.messages[m.ID] = located{t, m}
	s.ix.handles[handle(m.ID)] = m.ID
	if len(t.Messages) > keepMessages {
		delete(s.ix.messages, t.Messages[0].ID)
		delete(s.ix.handles, handle(t.Messages[0].ID))
		t.Messages = append([]*Message(nil), t.Messages[1:]...)
	}
}
