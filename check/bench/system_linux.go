package bench

import (
	"bytes"
	"os"
	"strconv"
)

// peakMemory returns the most memory that the process has held, in bytes
// (VmHWM of proc(5)), or 0.
func peakMemory() int64 {
	kb, _ := procNumber("/proc/self/status", "VmHWM:")
	return kb << 10
}

// bytesRead returns how many bytes the process has read so far (rchar of
// proc(5)): what read, pread and their like returned.
func bytesRead() (int64, bool) { return procNumber("/proc/self/io", "rchar:") }

func procNumber(path, name string) (int64, bool) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	for line := range bytes.Lines(b) {
		if rest, ok := bytes.CutPrefix(line, []byte(name)); ok {
			n, err := strconv.ParseInt(string(bytes.Fields(rest)[0]), 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}
