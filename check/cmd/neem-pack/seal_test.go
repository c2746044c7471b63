package main

import (
	"crypto/sha256"
	"database/sql"

	"github.com/rogpeppe/go-internal/testscript"
)

// reseal FILE writes the seal that goes with the header of a pack, as somebody
// does who changes a header on purpose.
func reseal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: reseal file")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { ts.Check(db.Close()) }()
	var header []byte
	ts.Check(db.QueryRow("SELECT data FROM header WHERE id = 0").Scan(&header))
	seal := sha256.Sum256(append([]byte("neem-pack root\n"), header...))
	_, err = db.Exec("UPDATE header SET data = ? WHERE id = 1", seal[:])
	ts.Check(err)
}
