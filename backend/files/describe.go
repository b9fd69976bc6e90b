package files

import (
	"os"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
)

// describe reads from the bytes what a file is.
func describe(f *os.File) (desk.Media, error) {
	st, err := f.Stat()
	if err != nil {
		return desk.Media{}, desk.Wrap("look at file", err)
	}
	is, err := filetype.Measure(f, st.Size())
	if err != nil {
		return desk.Media{}, desk.Wrap("look at file", err)
	}
	return desk.Media{MIME: is.MIME, Size: st.Size(), Width: is.Width, Height: is.Height}, nil
}
