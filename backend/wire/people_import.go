package wire

import "github.com/parleydesk/parley/backend/desk"

// MaxPeople is how many people one list has at most: all of it is one act.
const MaxPeople = desk.MostPeopleListed

// ImportPeople takes a list of people, whole or not at all. Who is here already is
// changed, others are invited.
type ImportPeople struct {
	Rows []PersonRow `json:"rows"`
	// Dry has the rows judged, as if it happened now, and nothing kept.
	Dry bool `json:"dry"`
}

// PersonRow is one person of a list. What is absent stays as it is, or is as for
// everybody who is invited.
type PersonRow struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Role     string `json:"role,omitempty" of:"desk.Role | ''"` // "" = as it is; agent
	WhatsApp *bool  `json:"whatsApp,omitempty"`
	Capacity int    `json:"capacity,omitempty"`
	// Licences are those that the person is to have, of base, contactCenter and whatsApp.
	Licences *LicenceList `json:"licences,omitempty"`
	Outbound *Outbound    `json:"outbound,omitempty"`
	Places   *Places      `json:"places,omitempty"`
	// AutoAccept has offers to them accepted by themselves.
	AutoAccept *bool `json:"autoAccept,omitempty"`
	// Presence is chosen for who is here, and for who is invited the one to begin with.
	Presence string `json:"presence,omitempty" of:"desk.PresenceState | ''"`
	Reason   string `json:"reason,omitempty"` // why they are away
}

// LicenceList are all licences of a person.
type LicenceList struct {
	List []string `json:"list" of:"desk.Licence"`
}

// PersonFate is what becomes of a row.
type PersonFate struct {
	Fate       string      `json:"fate" of:"desk.PersonFate"`
	Said       *Failure    `json:"said"`       // why a row was refused
	Invitation *Invitation `json:"invitation"` // of who was invited, with link and code, once
}

// PeopleImported answers ImportPeople, with one fate a row in their order. Kept is
// false when a row was refused, or nothing was to be kept.
type PeopleImported struct {
	Kept  bool         `json:"kept"`
	Fates []PersonFate `json:"fates"`
	// LeftAlone names the active numbers of which an inbox has somebody who may handle
	// conversations, and after the list as a whole nobody.
	LeftAlone []string `json:"leftAlone,omitempty"`
}
