package shell

import (
	"fmt"
	"time"
)

// zoneMark is what Windows keeps beside a file that came from the internet
// (zone 3): Explorer and Office ask before they open it. It names no source.
const zoneMark = "[ZoneTransfer]\r\nZoneId=3\r\n"

// zoneStream is the name under which it is kept.
const zoneStream = ":Zone.Identifier"

// quarantineName is the attribute in which macOS keeps the same.
const quarantineName = "com.apple.quarantine"

// quarantine is its value: flags (came from outside, not yet looked at), the
// time in seconds as a hexadecimal number, and the app.
func quarantine(at time.Time) string { return fmt.Sprintf("0081;%08x;Parley;", at.Unix()) }
