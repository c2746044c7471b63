package screen

import (
	"fmt"
	"os"
	"path/filepath"

	"neem/check/handout"
)

// helpPage is how the guidance page is called beside a program: in packages and on
// sticks.
const helpPage = "neem-help.html"

// leaveHelpPage writes the guidance page in all languages into a folder, for whoever
// opens a stick on a computer where the program does not run.
func leaveHelpPage(d *Desk, folder string) error {
	page, err := handout.InAllLanguages(d.Edition, d.Now())
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, helpPage), page, 0o644); err != nil {
		return fmt.Errorf("writing the guidance page: %w", err)
	}
	return nil
}
