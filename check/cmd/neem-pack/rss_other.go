//go:build !linux

package main

import "runtime"

// peakRSS returns the memory that the Go runtime has taken from the system, in
// bytes: near the most that the process has held.
func peakRSS() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}
