package wire

// What WebhooksSend directs to this relay. Values are sent.
const (
	WebhooksApp     = "app"     // the app's webhooks, with all fields
	WebhooksAccount = "account" // those of the account, to its app
	WebhooksNumber  = "number"  // those of one number, which go elsewhere
)

// WebhooksSend makes a provider send webhooks here. Where they go elsewhere now, that
// ends, and it is refused (conflict/webhooksElsewhere) until Replace says that this is
// wanted.
type WebhooksSend struct {
	WabaID   string `json:"wabaId" ask:"waba"`
	What     string `json:"what" of:"wire.Webhooks*"`
	NumberID string `json:"numberId" ask:"number"` // of WebhooksNumber, else ""
	Replace  bool   `json:"replace"`
}

// Webhooks is where a provider sends the webhooks of an account, as it says itself.
type Webhooks struct {
	Address    string     `json:"address"`           // this relay's, "" = nobody outside can reach it
	AppAddress string     `json:"appAddress"`        // where the app's go, "" = nowhere
	AppHere    bool       `json:"appHere"`           // which is this relay
	Missing    []string   `json:"missing"`           // fields that the app does not ask for
	AppSaid    *Failure   `json:"appSaid,omitempty"` // why nothing is known of the app
	Subscribed bool       `json:"subscribed"`        // the app gets those of the account
	Others     []string   `json:"others"`            // names of other apps that get them too
	Redirects  []Redirect `json:"redirects"`
	Said       *Failure   `json:"said,omitempty"` // why nothing is known of the account
}

// Redirect is an address that somebody set for the messages of an account or number: it
// counts before the app's.
type Redirect struct {
	NumberID string `json:"numberId"` // "" = of the whole account
	Address  string `json:"address"`
	Here     bool   `json:"here"` // it is this relay
}
