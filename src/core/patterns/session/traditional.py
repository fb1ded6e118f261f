import json
import time

# Each request reads the whole session and writes the whole session. Of two requests at once, the later write wins.
def touch(session_id):
    with open(f"sessions/{session_id}.json") as file:
        session = json.load(file)
    session["last_activity"] = time.time()
    with open(f"sessions/{session_id}.json", "w") as file:
        json.dump(session, file)
    return session

# Somebody has to look at every file, again and again, to find those that nobody uses any more.
def delete_expired(folder, max_idle=1800):
    for path in folder.glob("*.json"):
        if json.loads(path.read_text())["last_activity"] < time.time() - max_idle:
            path.unlink()
