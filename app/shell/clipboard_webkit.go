//go:build linux && webkit2_41 && (production || dev)

package shell

/*
#cgo pkg-config: gtk+-3.0
#include <stddef.h>
void parleyAskClipboard(long number);
*/
import "C"

import (
	"sync"
	"time"
	"unsafe"
)

// clipped are the questions about the clipboard that GTK has not answered.
var clipped struct {
	sync.Mutex
	last    int64
	waiting map[int64]chan []byte
}

// clipboardPicture gives the picture on the clipboard as a PNG, nil if there is none or there
// are words beside it. WebKitGTK gives a page no picture that is pasted.
func clipboardPicture() []byte {
	answer := make(chan []byte, 1)
	clipped.Lock()
	if clipped.waiting == nil {
		clipped.waiting = map[int64]chan []byte{}
	}
	clipped.last++
	number := clipped.last
	clipped.waiting[number] = answer
	clipped.Unlock()
	C.parleyAskClipboard(C.long(number))
	select {
	case picture := <-answer:
		return picture
	case <-time.After(clipDeadline): // another program owns it and does not answer
		clipped.Lock()
		defer clipped.Unlock()
		delete(clipped.waiting, number)
		return nil
	}
}

//export parleyClipped
func parleyClipped(number C.long, bytes *C.char, length C.size_t) {
	clipped.Lock()
	defer clipped.Unlock()
	answer := clipped.waiting[int64(number)]
	delete(clipped.waiting, int64(number))
	if answer == nil {
		return
	}
	if length == 0 || length > mostClipped {
		answer <- nil
		return
	}
	answer <- C.GoBytes(unsafe.Pointer(bytes), C.int(length))
}

// mostClipped is the largest file of a picture that is taken.
const mostClipped = 16 << 20
