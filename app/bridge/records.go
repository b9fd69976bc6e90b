package bridge

import "github.com/parleydesk/parley/backend/wire"

// Tables saves tables of records in the background.
type Tables interface {
	// Save asks where to and begins; false = the person cancelled.
	Save(in wire.RecordsExport, name string) (bool, error)
	// Progress tells how far the last one is.
	Progress() wire.TableProgress
	// Cancel ends the one that runs.
	Cancel()
}

// Records saves records as a file for other programs.
type Records struct{ tables Tables }

// NewRecords wires the service.
func NewRecords(tables Tables) *Records { return &Records{tables} }

// Export asks where to and begins to save what matches; false = the person cancelled.
// The name has no ending.
func (r *Records) Export(in wire.RecordsExport, name string) (bool, error) {
	return r.tables.Save(in, name)
}

// Progress tells how far that is.
func (r *Records) Progress() wire.TableProgress { return r.tables.Progress() }

// Cancel ends it; nothing is left of it.
func (r *Records) Cancel() { r.tables.Cancel() }
