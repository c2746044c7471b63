//go:build !linux

package bench

// peakMemory returns 0: what the system counts is not known here.
func peakMemory() int64 { return 0 }

// bytesRead reports that the bytes are not counted here.
func bytesRead() (int64, bool) { return 0, false }
