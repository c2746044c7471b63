package supply

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ProgramFolder is how the folder of the program is called that is copied beside
// a repository.
const ProgramFolder = "program"

// programs are the files of the program, without a system's ending.
var programs = [...]string{"neem", "neem-check"}

// CopyProgram copies the running program, and the one that belongs to it if it is
// there, into a folder beside a repository. A copy that was cut off leaves what was
// there before.
func CopyProgram(ctx context.Context, dir string) error {
	running, err := os.Executable()
	if err != nil {
		return fmt.Errorf("looking where the program is: %w", err)
	}
	if running, err = filepath.EvalSymlinks(running); err != nil {
		return fmt.Errorf("looking where the program is: %w", err)
	}
	return copyProgram(ctx, running, dir)
}

func copyProgram(ctx context.Context, running, dir string) error {
	to := filepath.Join(dir, ProgramFolder)
	if err := os.MkdirAll(to, 0o755); err != nil {
		return fmt.Errorf("making the program's folder: %w", onDisk(err))
	}
	ending := filepath.Ext(running)
	if !strings.EqualFold(ending, ".exe") {
		ending = ""
	}
	files := []string{filepath.Base(running)}
	for _, name := range programs {
		if name += ending; name != files[0] {
			files = append(files, name)
		}
	}
	for i, name := range files {
		err := copyFile(ctx, filepath.Join(filepath.Dir(running), name), filepath.Join(to, name))
		if i > 0 && errors.Is(err, fs.ErrNotExist) {
			continue // installed alone
		}
		if err != nil {
			return fmt.Errorf("copying %s: %w", name, onDisk(err))
		}
	}
	return nil
}

// copyFile copies a file that can be run and puts it in its place in one step.
func copyFile(ctx context.Context, from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to+partEnding, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(to + partEnding)
		}
	}()
	_, err = io.Copy(out, &stoppable{ctx, in})
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	return os.Rename(to+partEnding, to)
}
