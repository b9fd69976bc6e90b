//go:build darwin && cgo && (production || dev)

package shell

/*
#cgo CFLAGS: -x objective-c
#cgo LDFLAGS: -framework Cocoa
#import <Cocoa/Cocoa.h>

// The request of the app that stands; only touched in the main thread.
static NSInteger asked = 0;

static void parleyAttention(int wanted)
{
    dispatch_async(dispatch_get_main_queue(), ^{
        if (asked != 0) {
            [NSApp cancelUserAttentionRequest:asked];
            asked = 0;
        }
        if (wanted)
            asked = [NSApp requestUserAttention:NSCriticalRequest];
    });
}
*/
import "C"

// attention has the app's icon in the dock bounce until the app comes to the front, or it
// is taken back.
func attention(wanted bool) error {
	C.parleyAttention(C.int(map[bool]int{true: 1}[wanted]))
	return nil
}
