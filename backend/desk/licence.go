package desk

import "slices"

// Licence is something that a person needs for a part of the work.
type Licence string

// The licences. Values are stored. Base is what the others stand on: without it,
// neither counts.
const (
	LicenceBase          Licence = "base"
	LicenceContactCenter Licence = "contactCenter" // conversations come from inboxes
	LicenceWhatsApp      Licence = "whatsApp"      // they are WhatsApp's
)

// Licences lists them.
var Licences = []Licence{LicenceBase, LicenceContactCenter, LicenceWhatsApp}

// Valid says whether this build knows the licence.
func (l Licence) Valid() bool { return slices.Contains(Licences, l) }

// LicencesNamed reads the names of licences. CodeInvalid for one that this build does
// not know.
func LicencesNamed(names []string) ([]Licence, error) {
	list := make([]Licence, 0, len(names))
	for _, name := range names {
		l := Licence(name)
		if !l.Valid() {
			return nil, Refuse(CodeInvalid, "badLicence")
		}
		list = append(list, l)
	}
	return list, nil
}

// Licensed says whether the person has the licence, and base with it.
func (u *User) Licensed(l Licence) bool {
	return licensed(u.Without, l)
}

// licensed says whether somebody who lacks these has the licence.
func licensed(without []Licence, l Licence) bool {
	return !slices.Contains(without, LicenceBase) && !slices.Contains(without, l)
}

// FullyLicensed says whether the person has what it takes to handle conversations.
func (u *User) FullyLicensed() bool {
	return u.Licensed(LicenceContactCenter) && u.Licensed(LicenceWhatsApp)
}

// Uses says whether the person takes up one of the licence: whoever is switched off
// keeps theirs and takes up none.
func (u *User) Uses(l Licence) bool { return u.Active && u.Licensed(l) }

// Handles says whether the person may handle conversations at all.
func (u *User) Handles() bool { return u.Active && u.WhatsApp && u.FullyLicensed() }
