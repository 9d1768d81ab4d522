import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Asks the veraPDF engine: profile, then files; a line each with PASS or FAIL and the rules that failed. */
public class Vera {
    public static void main(String[] words) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile;
        try (InputStream rules = Vera.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + words[0] + ".xml")) {
            profile = Profiles.profileFromXml(rules);
        }
        for (int n = 1; n < words.length; n++) {
            try (InputStream file = new FileInputStream(words[n]);
                    PDFAParser parser = Foundries.defaultInstance().createParser(file, profile.getPDFAFlavour())) {
                ValidationResult result = Foundries.defaultInstance().createValidator(profile, false).validate(parser);
                TreeMap<String, Integer> failed = new TreeMap<>();
                for (TestAssertion each : result.getTestAssertions()) {
                    if (each.getStatus() == TestAssertion.Status.FAILED) {
                        failed.merge(each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber(), 1, Integer::sum);
                    }
                }
                System.out.println((result.isCompliant() ? "PASS" : "FAIL") + " " + words[0] + " " + words[n] + " " + failed);
            }
        }
    }
}
