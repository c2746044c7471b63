package main

import (
	"os"
	"syscall"
)

// lockFolder mounts a folder anew, read-only, where that is allowed; else it takes
// the right to write to it away.
func lockFolder(dir string) error {
	if os.Getuid() == 0 && syscall.Mount(dir, dir, "", syscall.MS_BIND, "") == nil {
		return syscall.Mount(dir, dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
	}
	return chmod(dir, 0o500)
}

func unlockFolder(dir string) error {
	if os.Getuid() == 0 && syscall.Unmount(dir, 0) == nil {
		return nil
	}
	return chmod(dir, 0o700)
}

func chmod(dir string, mode os.FileMode) error {
	for _, d := range []string{dir, dir + "/neem-data"} {
		if err := os.Chmod(d, mode); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}
