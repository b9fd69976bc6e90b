package wire

// BusinessProfile is a profile of the organization: what customers see of the numbers
// that use it (supervisors).
type BusinessProfile struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"` // for people here
	Profile Profile `json:"profile"`
	Picture string  `json:"picture"` // the logo: a JPEG of 640 by 640 pixels in base64, "" = none
	Seq     int64   `json:"seq"`     // of the last change that customers are to see
}

// ShownProfile is how what customers see of a number stands to its profile.
type ShownProfile struct {
	Seq      int64    `json:"seq"`              // the profile's change that the provider took last, 0 = none
	At       int64    `json:"at"`               // when it took it
	Said     *Failure `json:"said,omitempty"`   // why it did not take the last one
	Theirs   *Profile `json:"theirs,omitempty"` // what it shows, when that is something else
	LookedAt int64    `json:"lookedAt"`         // when it was asked last, 0 = never
}

// ProfilePut makes (ID "") or changes a profile. NumberID names a number that is to use
// a new one at once, "" = none. Such a one may come without a name: it gets the number's,
// or that with a count when another profile has it.
type ProfilePut struct {
	ID       string  `json:"id" ask:"profile"`
	NumberID string  `json:"numberId" ask:"number"`
	Name     string  `json:"name"`
	Profile  Profile `json:"profile"`
	Picture  string  `json:"picture"` // as BusinessProfile's
}

// ProfileRef names a profile.
type ProfileRef struct {
	ProfileID string `json:"profileId" ask:"profile"`
}

// ProfileUse gives a number a profile.
type ProfileUse struct {
	NumberID  string `json:"numberId" ask:"number"`
	ProfileID string `json:"profileId" ask:"profile"`
}
