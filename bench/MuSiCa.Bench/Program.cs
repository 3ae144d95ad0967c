using MuSiCa.Bench;
using MuSiCa.Serving;
var dev = DeviceCosts.FixedPerBatch;
double[] cpu1=[1.25,2,3.2,4.7,7.9,15.5];
foreach (double e in new[]{0,0.3,0.6,0.9}) {
  double[] rates=[e,e];
  var load=new SimulatedLoad(3,rates,1,200_000,7);
  double d=SustainedLoad.Find(dev,"drain",load,50), r=SustainedLoad.Find(dev,"reform",load,50);
  Console.WriteLine($"exit {e}: sustained drain {d:F0} reform {r:F0} ratio {r/d:F3}");
  double cap=d;
  foreach (double l in new[]{0.1,0.3,0.6,0.8,0.9,1.0,1.3,1.6}) {
    if (l*cap>r) break;
    var a=Simulator.Run(dev,BatchPolicies.Create("drain"),load with{FacesPerSecond=l*cap});
    var b=Simulator.Run(dev,BatchPolicies.Create("reform"),load with{FacesPerSecond=l*cap});
    Console.WriteLine($"  load {l:F1}: drain mean {a.Latencies.Average():F2} p50 {a.Percentile(.5):F2} p99 {a.Percentile(.99):F2} p999 {a.Percentile(.999):F2} | reform mean {b.Latencies.Average():F2} p50 {b.Percentile(.5):F2} p99 {b.Percentile(.99):F2} p999 {b.Percentile(.999):F2} | batches {string.Join("/",b.MeanBatch.Select(x=>x.ToString("F1")))} vs {string.Join("/",a.MeanBatch.Select(x=>x.ToString("F1")))}  p99 ratio {b.Percentile(.99)/a.Percentile(.99):F3}");
  }
}
