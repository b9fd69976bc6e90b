//go:build !windows

package shell

// deviceHinders is for Windows; elsewhere programs of the system are asked.
func deviceHinders() Hindrance { return HinderUnknown }
