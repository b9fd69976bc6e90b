package bridge

import "github.com/parleydesk/parley/backend/wire"

// Sandbox is the panel with pretend customers' phones. It works in practice
// only; elsewhere every call is refused.
type Sandbox struct{ relay Relay }

// NewSandbox wires the service.
func NewSandbox(relay Relay) *Sandbox { return &Sandbox{relay} }

// SandboxPanel is everything that the panel shows: the sandbox's own snapshot.
type SandboxPanel struct {
	Rev       uint64          `json:"rev"`
	NowMs     int64           `json:"nowMs"`
	AccountID string          `json:"accountId"`
	AppID     string          `json:"appId"`
	Token     string          `json:"token"` // to type into the wizard; opens nothing else
	Numbers   []SandboxLine   `json:"numbers"`
	Phones    []SandboxPhone  `json:"phones"`
	Faults    SandboxFaults   `json:"faults"`
	Counters  SandboxCounters `json:"counters"`
}

// SandboxLine is one of the business's numbers.
type SandboxLine struct {
	ID         string `json:"id"`
	Digits     string `json:"digits"`
	Name       string `json:"name"`
	Status     string `json:"status"`
	AtCarrier  bool   `json:"atCarrier"`
	Verified   bool   `json:"verified"`
	Registered bool   `json:"registered"`
	Live       bool   `json:"live"`
	LastText   string `json:"lastText"`
}

// SandboxCustomer is a pretend customer.
type SandboxCustomer struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Phone      string `json:"phone"` // digits; "" = hides behind a user name
	Username   string `json:"username"`
	Country    string `json:"country"`
	Offline    bool   `json:"offline"`
	NoReceipts bool   `json:"noReceipts"`
	NoAutoRead bool   `json:"noAutoRead"`
	Blocked    bool   `json:"blocked"`
	Identity   int    `json:"identity"` // which phone of theirs it is; the next one up moves them to it
}

// SandboxPhone is a pretend customer's phone.
type SandboxPhone struct {
	Customer SandboxCustomer `json:"customer"`
	Threads  []SandboxThread `json:"threads"`
}

// SandboxThread is a conversation on it.
type SandboxThread struct {
	PhoneNumberID string           `json:"phoneNumberId"`
	BusinessName  string           `json:"businessName"`
	Unread        int              `json:"unread"`
	Typing        bool             `json:"typing"`
	WindowEndsMs  int64            `json:"windowEndsMs"`
	Messages      []SandboxMessage `json:"messages"`
}

// SandboxMessage is a message as it lies on the phone.
type SandboxMessage struct {
	ID               string          `json:"id"`
	FromCustomer     bool            `json:"fromCustomer"`
	Type             string          `json:"type"`
	StampMs          int64           `json:"stampMs"`
	Tick             string          `json:"tick"` // accepted, sent, delivered, read, failed
	ErrorCode        int             `json:"errorCode"`
	ErrorText        string          `json:"errorText"`
	Removed          bool            `json:"removed"`
	ReplyTo          string          `json:"replyTo"`
	Header           string          `json:"header"`
	Text             string          `json:"text"`
	Footer           string          `json:"footer"`
	MIME             string          `json:"mime"`
	Filename         string          `json:"filename"`
	MediaID          string          `json:"mediaId"`
	Voice            bool            `json:"voice"`
	Latitude         float64         `json:"latitude"`
	Longitude        float64         `json:"longitude"`
	Name             string          `json:"name"`
	Address          string          `json:"address"`
	Cards            []SandboxCard   `json:"cards"`
	Buttons          []SandboxButton `json:"buttons"`
	Template         string          `json:"template"`
	CustomerReaction string          `json:"customerReaction"`
	BusinessReaction string          `json:"businessReaction"`
}

// SandboxCard is a contact that was shared.
type SandboxCard struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// SandboxPiece asks for a file that lies on a phone, from a byte on.
type SandboxPiece struct {
	MediaID string `json:"mediaId"`
	From    int    `json:"from"`
}

// SandboxMedia is a piece of it, and how large all of it is.
type SandboxMedia struct {
	MIME string `json:"mime"`
	Size int    `json:"size"`
	Data []byte `json:"data"` // base64 in JSON
}

// SandboxButton is something to tap under a message.
type SandboxButton struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Title string `json:"title"`
}

// SandboxFaults are failures to play.
type SandboxFaults struct {
	WebhookLatencyMs     int64   `json:"webhookLatencyMs"`
	APILatencyMs         int64   `json:"apiLatencyMs"`
	DuplicateProbability float64 `json:"duplicateProbability"`
	DuplicateCount       int     `json:"duplicateCount"`
	ReorderMs            int64   `json:"reorderMs"`
	APIErrorProbability  float64 `json:"apiErrorProbability"`
	APIErrorCode         int     `json:"apiErrorCode"`
	MessagesOnly         bool    `json:"messagesOnly"`
	FailAfterSend        float64 `json:"failAfterSend"`
	SyncErrors           bool    `json:"syncErrors"`
	TokenDead            bool    `json:"tokenDead"`
	WebhooksStopped      bool    `json:"webhooksStopped"`
	SMSLost              bool    `json:"smsLost"`
	// Breaks are the checks of a connection that are made to fail.
	Breaks []string `json:"breaks" of:"desk.CheckName"`
}

// SandboxCounters count what happened since the start.
type SandboxCounters struct {
	Delivered  int `json:"delivered"`
	Pending    int `json:"pending"`
	Failed     int `json:"failed"`
	Retries    int `json:"retries"`
	Duplicates int `json:"duplicates"`
	APICalls   int `json:"apiCalls"`
	APIErrors  int `json:"apiErrors"`
	Accepted   int `json:"accepted"`
	SMS        int `json:"sms"`
}

// SandboxWrite is what a pretend customer writes. An image without Data is a
// photo that the sandbox draws.
type SandboxWrite struct {
	CustomerID string  `json:"customerId"`
	NumberID   string  `json:"numberId"` // Meta's id of ours
	Kind       string  `json:"kind"`     // text, image, location, audio, document, reaction, button, …
	Text       string  `json:"text"`
	Data       []byte  `json:"data"` // base64 in JSON, at most 64 KB
	Filename   string  `json:"filename"`
	Latitude   float64 `json:"latitude"`
	Longitude  float64 `json:"longitude"`
	Name       string  `json:"name"`
	Address    string  `json:"address"`
	ButtonID   string  `json:"buttonId"`
	ReplyTo    string  `json:"replyTo"`
	Target     string  `json:"target"` // of a reaction
	AgoMs      int64   `json:"agoMs"`  // backdates the customer's stamp

	Cards []SandboxCard `json:"cards,omitempty"` // of kind contacts
	Voice bool          `json:"voice,omitempty"` // of kind audio: a voice note
	Ad    *SandboxAd    `json:"ad,omitempty"`    // that led the customer here
}

// SandboxAd is an advertisement; the sandbox draws its picture.
type SandboxAd struct {
	Headline string `json:"headline"`
	Body     string `json:"body"`
}

// SandboxWindow is what somebody does in Meta's own window about a number.
type SandboxWindow struct {
	NumberID string `json:"phoneNumberId"` // Meta's id of ours
	Act      string `json:"act"`           // SMS, VOICE: send a code; verify: take one
	Code     string `json:"code"`          // of verify
}

// SandboxNews is something that Meta does by itself to one of our numbers.
type SandboxNews struct {
	NumberID string `json:"phoneNumberId"` // Meta's id of ours
	What     string `json:"what"`          // restrict, lift, green, yellow, red, tierUp, tierDown, disconnect, connect, nameApproved, nameDeclined, pause, resume
}

// The calls of the panel, with the types that are here: wire knows only names.
var (
	panel           = wire.Request[wire.None, SandboxPanel]{Name: wire.CallSandboxPanel}
	writeAsCustomer = wire.Request[SandboxWrite, wire.None]{Name: wire.CallSandboxWrite}
	setFaults       = wire.Request[SandboxFaults, wire.None]{Name: wire.CallSandboxFaults}
	inWindow        = wire.Request[SandboxWindow, wire.None]{Name: wire.CallSandboxWindow}
	tellNews        = wire.Request[SandboxNews, wire.None]{Name: wire.CallSandboxNews}
	pieceOfMedia    = wire.Request[SandboxPiece, SandboxMedia]{Name: wire.CallSandboxMedia}
	putCustomer     = wire.Request[SandboxCustomer, wire.None]{Name: wire.CallSandboxAdd}
)

// Panel gives what the panel shows.
func (s *Sandbox) Panel() (SandboxPanel, error) {
	return ask(s.relay, commandDeadline, panel, wire.None{})
}

// Write writes as a customer.
func (s *Sandbox) Write(w SandboxWrite) error {
	_, err := ask(s.relay, commandDeadline, writeAsCustomer, w)
	return err
}

// SetFaults says which failures to play.
func (s *Sandbox) SetFaults(f SandboxFaults) error {
	_, err := ask(s.relay, commandDeadline, setFaults, f)
	return err
}

// PutCustomer adds (ID "") or changes a pretend customer.
func (s *Sandbox) PutCustomer(c SandboxCustomer) error {
	_, err := ask(s.relay, commandDeadline, putCustomer, c)
	return err
}

// Window does something in Meta's own window.
func (s *Sandbox) Window(w SandboxWindow) error {
	_, err := ask(s.relay, commandDeadline, inWindow, w)
	return err
}

// News has something happen at Meta.
func (s *Sandbox) News(n SandboxNews) error {
	_, err := ask(s.relay, commandDeadline, tellNews, n)
	return err
}

// Media gives a piece of a file that lies on a phone.
func (s *Sandbox) Media(p SandboxPiece) (SandboxMedia, error) {
	return ask(s.relay, commandDeadline, pieceOfMedia, p)
}
