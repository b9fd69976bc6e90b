package wire

// AccountStanding is how an account stands at its provider, as it was just asked.
type AccountStanding struct {
	Review       string           `json:"review" of:"channel.Standing | ''"`
	Verification string           `json:"verification" of:"channel.Standing | ''"` // of the business
	NoPayment    bool             `json:"noPayment"`                               // no payment method works; false says nothing
	Numbers      []NumberStanding `json:"numbers"`                                 // those that are set up here
}

// NumberStanding is how a number stands at its provider.
type NumberStanding struct {
	NumberID string `json:"numberId"`
	Official bool   `json:"official"` // an Official Business Account
}
