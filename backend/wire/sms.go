package wire

// SMSNumber names a number at a carrier.
type SMSNumber struct {
	Carrier string `json:"carrier"` // one of Carriers
	Phone   string `json:"phone"`   // E.164
}

// SMSRoute is where the SMS of a number go at the moment.
type SMSRoute struct {
	Address string `json:"address"` // "" = nowhere
	Here    bool   `json:"here"`    // Address is this relay's
	Reached bool   `json:"reached"` // the carrier can reach this relay
}

// SMSAdd makes a carrier's number an SMS channel.
type SMSAdd struct {
	Carrier string `json:"carrier"` // one of Carriers
	Phone   string `json:"phone"`   // E.164
	Name    string `json:"name"`
	InboxID string `json:"inboxId" ask:"inbox"` // "" = none for now
}
