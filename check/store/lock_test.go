package store

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Whoever holds the lock is alone, and the end of a context does not take it
// from them; reading goes on.
func TestLockKeepsOthersOut(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if err := s.SetSetting(t.Context(), "language", "hi"); err != nil {
		t.Fatal(err)
	}
	shared := filepath.Join(dir, "shared")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			unlock, err := Lock(ctx, dir)
			if err != nil {
				t.Error(err)
				return
			}
			defer unlock()
			cancel()
			f, err := os.OpenFile(shared, os.O_CREATE|os.O_EXCL, 0o600)
			if err != nil {
				t.Error(err) // somebody else is in here
				return
			}
			if v, err := s.Setting(t.Context(), "language"); v != "hi" || err != nil {
				t.Errorf("%q, %v", v, err)
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
			if err := os.Remove(shared); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// The lock of a process that is killed is free again.
func TestLockDiesWithItsProcess(t *testing.T) {
	dir := t.TempDir()
	kill(t, startChild(t, "locking", dir, "locked"))
	unlock, err := Lock(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}
