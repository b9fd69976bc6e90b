package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdLicences gives a colleague the licences that are named and takes the others.
// Who can handle conversations no longer holds none.
func (w *work) cmdLicences(r request, c wire.SetLicences) (*wire.None, error) {
	u, err := w.actedOn(r.by, desk.UserID(c.UserID), desk.ActLicence)
	if err != nil {
		return nil, err
	}
	given := make([]desk.Licence, 0, len(c.Licences))
	for _, name := range c.Licences {
		l := desk.Licence(name)
		if !slices.Contains(desk.Licences, l) {
			return nil, refuse(desk.CodeInvalid, "badLicence")
		}
		given = append(given, l)
	}
	if len(given) > 0 && !slices.Contains(given, desk.LicenceBase) {
		return nil, refuse(desk.CodeInvalid, "needsBase")
	}
	to := *u
	to.Without = nil
	for _, l := range desk.Licences {
		if !slices.Contains(given, l) {
			to.Without = append(to.Without, l)
		}
	}
	return nil, w.changeUser(u, to)
}
