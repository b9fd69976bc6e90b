package files

import (
	"os"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
)

// measure reads from the bytes what a file is.
func measure(f *os.File) (filetype.Facts, error) {
	st, err := f.Stat()
	if err != nil {
		return filetype.Facts{}, desk.Wrap("look at file", err)
	}
	is, err := filetype.Measure(f, st.Size())
	return is, desk.Wrap("look at file", err)
}

func described(is filetype.Facts) desk.Media {
	return desk.Media{MIME: is.MIME, Size: is.Size, Width: is.Width, Height: is.Height}
}
