package filetype

import (
	"encoding/binary"
	"io"
	"unicode/utf16"
)

// installer is the class of a Windows installer, in the root entry.
const installer = "\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"

// streams are the streams that make a compound file an office document.
var streams = map[string]string{
	"WordDocument": "application/msword", "Workbook": "application/vnd.ms-excel", "Book": "application/vnd.ms-excel",
	"PowerPoint Document": "application/vnd.ms-powerpoint",
}

// measureCompound tells which old office document a file is by the directory
// of its streams ([MS-CFB] 2.6), which may stand at its end.
func (f *Facts) measureCompound(r io.ReaderAt) {
	f.MIME, f.ext = Unknown, ".bin"
	header := make([]byte, 512)
	if _, err := r.ReadAt(header, 0); err != nil {
		return
	}
	shift := binary.LittleEndian.Uint16(header[30:])
	if shift != 9 && shift != 12 {
		return
	}
	directory := make([]byte, 4096)                                                        // eight entries or more
	n, _ := r.ReadAt(directory, (int64(binary.LittleEndian.Uint32(header[48:]))+1)<<shift) //nolint:errcheck // what can be read is looked at
	const entry = 128
	for at := 0; at+entry <= n; at += entry {
		e := directory[at : at+entry]
		if at == 0 && string(e[80:96]) == installer {
			f.Runs = RunsOnWindows
			return
		}
		if mime, ok := streams[streamName(e)]; ok {
			f.MIME, f.ext = mime, kinds[mime].ext
			return
		}
	}
}

func streamName(entry []byte) string {
	n := int(binary.LittleEndian.Uint16(entry[64:])) / 2 // with the zero at its end
	if n < 1 || n > 32 {
		return ""
	}
	units := make([]uint16, n-1)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(entry[2*i:])
	}
	return string(utf16.Decode(units))
}
