package channel

import (
	"errors"
	"io"
)

// Upload is a file to be uploaded.
type Upload struct {
	ID   string // ours of the file, for a provider that fetches files from here
	Name string
	MIME string
	Size int64 // of Body, exactly
	Body io.Reader
}

// MediaInfo is where a file of a message can be fetched for five minutes.
type MediaInfo struct {
	ID     string
	URL    string
	MIME   string
	SHA256 string // hex
	Size   int64
}

// Download is a file being fetched. Body must be closed; reading it fails with
// ErrTooLarge if it turns out longer than allowed.
type Download struct {
	Body io.ReadCloser
	MIME string
	Size int64 // as announced, -1 if not
}

// ErrTooLarge says that a file is longer than allowed.
var ErrTooLarge = errors.New("the file is larger than allowed")

// ErrPrivateAddress says that a name led to an address inside a network.
var ErrPrivateAddress = errors.New("the name leads to an address that is not public")

// Sample is a file that a profile or a template shows. Body can be read again from any
// place, since an upload may have to go on where it broke off.
type Sample struct {
	Name string
	MIME string
	Size int64 // of Body, exactly
	Body io.ReaderAt
}
